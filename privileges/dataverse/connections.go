package dataverse

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rolefit/privileges/environment"
)

const connectionsFix = "Give the reader the role Power Platform Reader for the environment, or say in the configuration which application user each connection reference stands for."

var environmentID = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// dataverseConnectors are the connectors that work with Dataverse.
// Source: https://learn.microsoft.com/connectors/commondataserviceforapps/ and commondataservice/ (2026-11-26)
func dataverseConnectors() []string {
	return []string{"shared_commondataservice", "shared_commondataserviceforapps"}
}

// ReadConnections reads the connections of an environment that work with Dataverse over the Power Platform API, for how each
// signs in. The id is that of the environment in the Power Platform, such as a GUID or "Default-" and the tenant id. The
// list is ordered by id, and holds no values of connections but client ids. When the reader is refused, nothing is
// known of who connections sign in as: that is in the second list. An error is one of the context or of the arguments.
//
// A service principal is let in by a role of the Power Platform only, which no role in Dataverse replaces.
// Source: https://learn.microsoft.com/power-platform/admin/programmability-tutorial-rbac-role-assignment (2026-11-22)
func ReadConnections(ctx context.Context, s Service, id string) ([]environment.Connection, []environment.Missing, error) {
	const why = "connection identity unverified"
	if !environmentID.MatchString(id) {
		return nil, nil, fmt.Errorf("reading connections: %q is not the id of an environment; the Power Platform admin center shows it", oneLine(id, 64))
	}
	if s.Origin == "" {
		return nil, []environment.Missing{{
			Part: environment.PartConnections, Why: why + ": the address of the Power Platform API in this cloud is not known", Fix: "Say in the configuration which application user each connection reference stands for.",
		}}, nil
	}
	c, err := s.client("/connectivity/")
	if err != nil {
		return nil, nil, fmt.Errorf("reading connections: %w", err)
	}
	listed, err := all[platformConnection](ctx, c, "environments/"+id+"/connections?api-version=2024-10-01")
	if err != nil {
		m, err := unreadPart(ctx, environment.PartConnections, why, err, connectionsFix)
		if err != nil {
			return nil, nil, err
		}
		return nil, []environment.Missing{m}, nil
	}
	connections := []environment.Connection{}
	for _, l := range listed {
		if connection := l.connection(); slices.Contains(dataverseConnectors(), connection.Connector) {
			connections = append(connections, connection)
		}
	}
	connections, err = named(connections, "connection", func(c environment.Connection) string { return c.ID })
	connections = eachOnce(connections)
	if err != nil {
		return connections, []environment.Missing{{Part: environment.PartConnections, Why: why + ": " + err.Error(), Fix: again}}, nil
	}
	return connections, nil, nil
}

// eachOnce puts connections in order, each once. Where one is listed in two ways, what differs is not said.
func eachOnce(connections []environment.Connection) []environment.Connection {
	slices.SortStableFunc(connections, func(a, b environment.Connection) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Connector, b.Connector))
	})
	list := connections[:0]
	for _, c := range connections {
		if len(list) == 0 || list[len(list)-1].ID != c.ID || list[len(list)-1].Connector != c.Connector {
			list = append(list, c)
			continue
		}
		same := &list[len(list)-1]
		if same.ServicePrincipal == nil || c.ServicePrincipal == nil || *same.ServicePrincipal != *c.ServicePrincipal {
			same.ServicePrincipal, same.AppID = nil, ""
		} else if same.AppID != c.AppID {
			same.AppID = ""
		}
	}
	return list
}

// platformConnection is a connection as the Power Platform lists it.
// Source: https://learn.microsoft.com/connectors/powerplatformadminv2/#list-connections-in-environment (2026-11-22)
type platformConnection struct {
	Name       string `json:"name"`
	Properties struct {
		APIID       string `json:"apiId"`
		DisplayName string `json:"displayName"`
		Set         struct {
			Name   string          `json:"name"`
			Values json.RawMessage `json:"values"`
		} `json:"connectionParametersSet"`
		Parameters json.RawMessage `json:"connectionParameters"`
	} `json:"properties"`
}

func (p platformConnection) connection() environment.Connection {
	id := connectionParameter(p.Properties.Set.Values, "token:clientId")
	if id == "" {
		id = connectionParameter(p.Properties.Parameters, "token:clientId")
	}
	c := environment.Connection{
		ID: strings.ToLower(oneLine(lastSegment(p.Name), 256)), Name: oneLine(p.Properties.DisplayName, 256),
		Connector: strings.ToLower(oneLine(lastSegment(p.Properties.APIID), 256)), ServicePrincipal: p.servicePrincipal(),
	}
	if app, err := parseGUID(id); err == nil && c.ServicePrincipal != nil && *c.ServicePrincipal {
		c.AppID = string(app)
	}
	return c
}

// servicePrincipal says whether the connection signs in as a service principal: by the set of parameters that it was made
// with, or by the grant type of older ones. A set that is not known says nothing.
// Source: https://learn.microsoft.com/connectors/commondataserviceforapps/ (2026-11-22)
func (p platformConnection) servicePrincipal() *bool {
	yes, no := true, false
	switch strings.ToLower(p.Properties.Set.Name) {
	case "serviceprincipaloauth", "certoauth":
		return &yes
	case "oauth":
		return &no
	case "":
	default:
		return nil
	}
	switch connectionParameter(p.Properties.Parameters, "token:grantType") {
	case "client_credentials":
		return &yes
	case "code":
		return &no
	}
	return nil
}

// connectionParameter reads one text of a connection's parameters: as it stands, or as the member "value" of an object. Everything
// else that a connection holds is left unread.
func connectionParameter(raw json.RawMessage, name string) string {
	var parameters map[string]json.RawMessage
	if json.Unmarshal(raw, &parameters) != nil {
		return ""
	}
	var text string
	if json.Unmarshal(parameters[name], &text) == nil {
		return text
	}
	var object struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(parameters[name], &object) == nil {
		return object.Value
	}
	return ""
}
