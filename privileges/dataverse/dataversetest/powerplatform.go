package dataversetest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"rolefit/privileges/environment"
)

// connectionsPath is any of the addresses that list the connections of an environment.
var connectionsPath = regexp.MustCompile(`^(?:/connectivity(?:/environments/([^/]+))?|/providers/Microsoft\.PowerApps/scopes/admin/environments/([^/]+))/connections$`)

// servePowerPlatform answers with the connections of the seed. Values of a connection's parameters in an answer are a
// guess: the documentation shows them where connections are written.
// Source: https://learn.microsoft.com/rest/api/power-platform/connectivity/connections (2026-11-22)
func (s *Server) servePowerPlatform(w http.ResponseWriter, r *http.Request) {
	if _, problem := s.tokens.check(r, s.PowerPlatformOrigin()); problem != "" {
		writeError(w, http.StatusUnauthorized, "AuthenticationFailed", "Authentication failed: "+problem+".")
		return
	}
	m := connectionsPath.FindStringSubmatch(r.URL.Path)
	if m == nil {
		writeError(w, http.StatusNotFound, "ResourceNotFound", "The resource could not be found.")
		return
	}
	if r.Method != http.MethodGet {
		writeError(w, http.StatusMethodNotAllowed, "MethodNotAllowed", "The method is not allowed.")
		return
	}
	if r.URL.Query().Get("api-version") == "" {
		writeError(w, http.StatusBadRequest, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
		return
	}
	var rows []object
	for _, c := range s.seed.Connections {
		rows = append(rows, connection(c, m[1]+m[2], s.seed.TenantID))
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
	from = max(0, min(from, len(rows)))
	to := len(rows)
	if s.seed.PageSize > 0 {
		to = min(to, from+s.seed.PageSize)
	}
	body := object{{"value", list(rows[from:to])}}
	if to < len(rows) {
		version := r.URL.Query().Get("api-version")
		body = body.with("nextLink", s.PowerPlatformOrigin()+r.URL.EscapedPath()+"?api-version="+version+"&$skiptoken="+strconv.Itoa(to))
	}
	writeJSON(w, http.StatusOK, body)
}

func connection(c environment.Connection, place, tenant string) object {
	properties := object{{"apiId", apis + c.Connector}, {"displayName", c.Name}}
	switch {
	case c.ServicePrincipal == nil:
	case *c.ServicePrincipal:
		values := object{}
		if c.AppID != "" {
			values = values.with("token:clientId", object{{"value", c.AppID}}).with("token:TenantId", object{{"value", tenant}})
		}
		values = values.with("token:grantType", object{{"value", "client_credentials"}})
		properties = properties.with("connectionParametersSet", object{{"name", "ServicePrincipalOauth"}, {"values", values}}).with("allowSharing", true)
	default:
		// A connection of a person that was made before there were sets of parameters.
		properties = properties.with("connectionParameters", object{{"token:grantType", "code"}, {"sku", "Enterprise"}}).with("allowSharing", false)
	}
	if place == "" {
		place = "default"
	}
	properties = append(properties,
		member{"statuses", []object{{{"status", "Connected"}}}}, member{"createdBy", object{{"type", "User"}}},
		member{"environment", object{{"id", "/providers/Microsoft.PowerApps/environments/" + strings.ToLower(place)}, {"name", place}}})
	return object{
		{"name", c.ID}, {"id", apis + c.Connector + "/connections/" + c.ID}, {"type", "Microsoft.PowerApps/apis/connections"}, {"properties", properties},
	}
}
