package dataversetest

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rolefit/privileges/environment"
)

var graphPath = regexp.MustCompile(`^/v1\.0/(applications|servicePrincipals)(?:\(appId='([^']+)'\)|/([0-9a-f-]{36}))(?:/([A-Za-z0-9]+))?$`)

// serveGraph answers for the app registrations of the seed.
// Source: https://learn.microsoft.com/graph/api/application-get (2026-11-22)
func (s *Server) serveGraph(w http.ResponseWriter, r *http.Request) {
	if _, problem := s.tokens.check(r, s.GraphOrigin()); problem != "" {
		message := problem + "."
		if problem == noToken {
			message = "Access token is empty."
		}
		s.graphError(w, http.StatusUnauthorized, "InvalidAuthenticationToken", message)
		return
	}
	if r.Method != http.MethodGet {
		s.graphError(w, http.StatusMethodNotAllowed, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
		return
	}
	m := graphPath.FindStringSubmatch(r.URL.Path)
	q, err := parseQuery(r.URL.RawQuery)
	if m == nil || err != nil {
		s.graphError(w, http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]+"'.")
		return
	}
	kind, appID, id, below := m[1], m[2], m[3], m[4]
	at := slices.IndexFunc(s.seed.Registrations, func(g environment.Registration) bool {
		if appID != "" {
			return strings.EqualFold(g.AppID, appID)
		}
		return kind == "applications" && g.ObjectID == id || kind == "servicePrincipals" && s.world.principal(g) == id
	})
	if at < 0 {
		s.graphError(w, http.StatusNotFound, "Request_ResourceNotFound", "Resource '"+appID+id+"' does not exist or one of its queried reference-property objects are not present.")
		return
	}
	registration := s.seed.Registrations[at]
	if below == "" {
		body := s.world.application(registration)
		if kind == "servicePrincipals" {
			body = s.world.servicePrincipal(registration, s.seed.TenantID)
		}
		if body, err = graphSelected(body, q); err != nil {
			s.graphError(w, http.StatusBadRequest, "Request_BadRequest", "Could not find a property named '"+err.Error()+"' on type 'microsoft.graph."+strings.TrimSuffix(kind, "s")+"'.")
			return
		}
		writeJSON(w, http.StatusOK, append(object{{"@odata.context", s.GraphOrigin() + "/v1.0/$metadata#" + kind + "/$entity"}}, body...))
		return
	}
	rows, ok := s.world.belowRegistration(kind+"/"+below, registration)
	if !ok {
		s.graphError(w, http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+below+"'.")
		return
	}
	body := object{{"@odata.context", s.GraphOrigin() + "/v1.0/$metadata#" + kind + "('" + registration.ObjectID + "')/" + below}}
	from, _ := strconv.Atoi(q.after)
	from = max(0, min(from, len(rows)))
	to := len(rows)
	if s.seed.PageSize > 0 {
		to = min(to, from+s.seed.PageSize)
	}
	if to < len(rows) {
		options := q.kept
		if options != "" {
			options += "&"
		}
		body = body.with("@odata.nextLink", s.GraphOrigin()+r.URL.EscapedPath()+"?"+options+"$skiptoken="+cookie(q.page+1, strconv.Itoa(to)))
	}
	writeJSON(w, http.StatusOK, body.with("value", list(rows[from:to])))
}

func (s *Server) graphError(w http.ResponseWriter, status int, code, message string) {
	id := stable("graph request", strconv.Itoa(len(s.Requests())))
	writeJSON(w, status, object{{"error", object{{"code", code}, {"message", message}, {"innerError", object{
		{"date", s.now().Format("2006-01-02T15:04:05")}, {"request-id", id}, {"client-request-id", id},
	}}}}})
}

// unknownProperty is the name of a property that a type lacks.
type unknownProperty string

func (p unknownProperty) Error() string { return string(p) }

func graphSelected(o object, q query) (object, error) {
	for _, name := range q.selected {
		if _, ok := o.kindOf(name); !ok {
			return nil, unknownProperty(name)
		}
	}
	if q.selected == nil {
		return o, nil
	}
	return slices.DeleteFunc(o, func(m member) bool { return !slices.Contains(q.selected, m.name) }), nil
}

// principal is the object id of the service principal of an app registration.
func (w *world) principal(g environment.Registration) string {
	for _, u := range w.seed.Users {
		if u.AppID == g.AppID && u.DirectoryObject != "" {
			return u.DirectoryObject
		}
	}
	return stable("service principal", g.AppID)
}

func (w *world) application(g environment.Registration) object {
	var access []object
	for _, p := range g.Permissions {
		kind := "Role"
		if p.Delegated {
			kind = "Scope"
		}
		entry := object{{"id", p.ID}, {"type", kind}}
		at := slices.IndexFunc(access, func(o object) bool { return o.text("resourceAppId") == p.ResourceAppID })
		if at < 0 {
			access = append(access, object{{"resourceAppId", p.ResourceAppID}, {"resourceAccess", []object{entry}}})
			continue
		}
		access[at][1].value = append(access[at][1].value.([]object), entry)
	}
	return object{
		{"id", g.ObjectID}, {"appId", g.AppID}, {"displayName", g.Name}, {"createdDateTime", "2024-01-01T00:00:00Z"}, {"signInAudience", g.Audience},
		{"passwordCredentials", list(secrets(g.Secrets))}, {"keyCredentials", list(certificates(g.Keys))}, {"requiredResourceAccess", list(access)},
		{"servicePrincipalLockConfiguration", nil},
	}
}

func (w *world) servicePrincipal(g environment.Registration, tenant string) object {
	return object{
		{"id", w.principal(g)}, {"appId", g.AppID}, {"displayName", g.Name}, {"accountEnabled", !g.Disabled}, {"appOwnerOrganizationId", tenant},
		{"servicePrincipalType", "Application"}, {"signInAudience", g.Audience}, {"passwordCredentials", []object{}}, {"keyCredentials", []object{}},
	}
}

func moment(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UTC().Format(time.RFC3339)
}

func secrets(all []environment.Credential) []object {
	var rows []object
	for _, c := range all {
		rows = append(rows, object{
			{"customKeyIdentifier", nil}, {"displayName", orNull(c.Name)}, {"endDateTime", moment(c.End)}, {"hint", "8Wd"}, {"keyId", c.ID},
			{"secretText", nil}, {"startDateTime", moment(c.Start)},
		})
	}
	return rows
}

func certificates(all []environment.Credential) []object {
	var rows []object
	for _, c := range all {
		rows = append(rows, object{
			{"customKeyIdentifier", strings.ToUpper(strings.ReplaceAll(c.ID, "-", ""))}, {"displayName", orNull(c.Name)}, {"endDateTime", moment(c.End)},
			{"key", nil}, {"keyId", c.ID}, {"startDateTime", moment(c.Start)}, {"type", "AsymmetricX509Cert"}, {"usage", "Verify"},
		})
	}
	return rows
}

// belowRegistration are the lists of a registration or its service principal, and whether there is such a list.
func (w *world) belowRegistration(path string, g environment.Registration) ([]object, bool) {
	var rows []object
	switch path {
	case "applications/federatedIdentityCredentials":
		for _, f := range g.Federated {
			row := object{{"id", stable("federated", g.AppID, f.Name)}, {"name", f.Name}, {"issuer", f.Issuer}, {"subject", orNull(f.Subject)},
				{"description", nil}, {"audiences", []string{"api://AzureADTokenExchange"}}}
			if f.Matching != "" {
				row = row.with("claimsMatchingExpression", object{{"value", f.Matching}, {"languageVersion", 1}})
			}
			rows = append(rows, row)
		}
	case "applications/owners":
		for _, o := range g.Owners {
			rows = append(rows, object{{"@odata.type", "#microsoft.graph." + o.Kind}, {"id", o.ID}, {"displayName", orNull(o.Name)}})
		}
	case "servicePrincipals/appRoleAssignments":
		for _, p := range g.Permissions {
			if !p.Delegated {
				rows = append(rows, object{
					{"id", stable("assignment", g.AppID, p.ID)}, {"appRoleId", p.ID}, {"principalId", w.principal(g)}, {"principalType", "ServicePrincipal"},
					{"principalDisplayName", g.Name}, {"resourceId", stable("service principal", p.ResourceAppID)},
				})
			}
		}
	case "servicePrincipals/oauth2PermissionGrants":
	case "servicePrincipals/transitiveMemberOf":
		for _, u := range w.seed.Users {
			for _, team := range w.seed.Teams {
				if u.AppID == g.AppID && team.Group != "" && slices.Contains(u.Teams, team.ID) {
					rows = append(rows, object{{"@odata.type", "#microsoft.graph.group"}, {"id", team.Group}, {"displayName", team.Name}})
				}
			}
		}
	default:
		return nil, false
	}
	return rows, true
}
