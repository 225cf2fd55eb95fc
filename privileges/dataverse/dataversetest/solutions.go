package dataversetest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"rolefit/privileges/environment"
)

// apis is the path that names connectors.
const apis = "/providers/Microsoft.PowerApps/apis/"

func (w *world) references() *set {
	s := &set{
		name: "connectionreferences", table: "connectionreference", code: 10111, key: "connectionreferenceid", read: "prvReadconnectionreference",
		columns: []column{
			{"connectionreferenceid", "Guid", ""}, {"connectionreferencelogicalname", "String", ""}, {"connectionreferencedisplayname", "String", ""},
			{"connectionid", "String", ""}, {"connectorid", "String", ""}, {"_ownerid_value", "Guid", ""}, {"statecode", "Int32", ""}, {"statuscode", "Int32", ""},
		},
	}
	for _, ref := range w.seed.References {
		s.rows = append(s.rows, row{
			"connectionreferenceid": stable("connection reference", ref.LogicalName), "connectionreferencelogicalname": ref.LogicalName,
			"connectionreferencedisplayname": orNull(ref.DisplayName), "connectionid": orNull(ref.ConnectionID), "connectorid": apis + ref.Connector,
			"_ownerid_value": orNull(ref.Owner), "statecode": 0, "statuscode": 1,
		})
	}
	return s
}

// workflows are the flows, and one classic workflow: a client has to ask for the category it wants.
func (w *world) workflows() *set {
	s := &set{
		name: "workflows", table: "workflow", code: 4703, key: "workflowid", read: "prvReadWorkflow",
		columns: []column{
			{"category", "Int32", ""}, {"statecode", "Int32", ""}, {"statuscode", "Int32", ""}, {"type", "Int32", ""}, {"name", "String", ""},
			{"workflowid", "Guid", ""}, {"workflowidunique", "Guid", ""}, {"_ownerid_value", "Guid", ""}, {"ismanaged", "Boolean", ""},
			{"modifiedon", "DateTimeOffset", ""}, {"primaryentity", "String", ""}, {"clientdata", "String", ""}, {"xaml", "String", ""},
		},
	}
	for _, flow := range w.seed.Flows {
		s.rows = append(s.rows, row{
			"category": 5, "statecode": flow.State, "statuscode": flow.State + 1, "type": 1, "name": flow.Name, "workflowid": flow.ID,
			"workflowidunique": stable("workflow", flow.ID), "_ownerid_value": orNull(flow.Owner), "ismanaged": false,
			"modifiedon": "2026-11-01T08:00:00Z", "primaryentity": "none", "clientdata": orNull(flow.Definition), "xaml": nil,
		})
	}
	if len(s.rows) > 0 {
		s.rows = append(s.rows, row{
			"category": 0, "statecode": 1, "statuscode": 2, "type": 1, "name": "A classic workflow", "workflowid": stable("classic workflow"),
			"workflowidunique": stable("classic workflow", "unique"), "_ownerid_value": nil, "ismanaged": true,
			"modifiedon": "2020-01-01T00:00:00Z", "primaryentity": "account", "clientdata": nil, "xaml": "<Activity/>",
		})
	}
	return s
}

func (w *world) customAPIs() *set {
	s := &set{
		name: "customapis", table: "customapi", code: 10023, key: "customapiid", read: "prvReadCustomAPI",
		columns: []column{
			{"customapiid", "Guid", ""}, {"uniquename", "String", ""}, {"name", "String", ""}, {"bindingtype", "Int32", ""},
			{"boundentitylogicalname", "String", ""}, {"executeprivilegename", "String", ""}, {"_plugintypeid_value", "Guid", ""},
			{"isfunction", "Boolean", ""}, {"isprivate", "Boolean", ""}, {"allowedcustomprocessingsteptype", "Int32", ""}, {"statecode", "Int32", ""},
		},
	}
	for _, api := range w.seed.CustomAPIs {
		s.rows = append(s.rows, row{
			"customapiid": stable("custom api", api.UniqueName), "uniquename": api.UniqueName, "name": api.UniqueName, "bindingtype": api.BindingType,
			"boundentitylogicalname": orNull(api.BoundTable), "executeprivilegename": orNull(api.ExecutePrivilege), "_plugintypeid_value": orNull(api.PluginType),
			"isfunction": api.Function, "isprivate": false, "allowedcustomprocessingsteptype": 0, "statecode": 0,
		})
	}
	return s
}

// operation is how the audit tells a right that was used.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/audit (2026-11-22)
type operation struct{ operation, action int }

var operations = map[string]operation{
	"Create": {1, 1}, "Write": {2, 2}, "Delete": {3, 3}, "Assign": {2, 13}, "Share": {2, 14}, "Append": {2, 33},
}

// audits hold one row for each time that something was seen, a minute before the one after it.
func (w *world) audits() *set {
	s := &set{
		name: "audits", table: "audit", code: 4567, key: "auditid", read: "prvReadAuditSummary",
		columns: []column{
			{"auditid", "Guid", ""}, {"_objectid_value", "Guid", ""}, {"objecttypecode", "String", ""}, {"createdon", "DateTimeOffset", ""},
			{"_userid_value", "Guid", "systemusers"}, {"_callinguserid_value", "Guid", "systemusers"}, {"operation", "Int32", ""}, {"action", "Int32", ""},
			{"attributemask", "String", ""}, {"transactionid", "Guid", ""},
		},
	}
	if w.seed.Audit == nil {
		return s
	}
	for _, seen := range w.seed.Audit.Observations {
		op := operations[seen.Right]
		for i := range seen.Count {
			id := stable("audit", seen.User, seen.Table, seen.Right, strconv.Itoa(i))
			s.rows = append(s.rows, row{
				"auditid": id, "_objectid_value": stable("row", id), "objecttypecode": seen.Table,
				"createdon":     seen.Last.UTC().Add(-time.Duration(i) * time.Minute).Format(time.RFC3339),
				"_userid_value": seen.User, "_callinguserid_value": nil, "operation": op.operation, "action": op.action,
				"attributemask": nil, "transactionid": stable("transaction", id),
			})
		}
	}
	slices.SortStableFunc(s.rows, func(a, b row) int {
		return strings.Compare(b["createdon"].(string), a["createdon"].(string))
	})
	return s
}

// ownerOf is who owns a row and the business unit that it lies in; empty where a table knows neither.
func (w *world) ownerOf(s *set, r row) (owner, unit string) {
	owner, _ = r["_ownerid_value"].(string)
	unit, _ = r["_businessunitid_value"].(string)
	switch s.name {
	case "systemusers":
		owner = r[s.key].(string)
	case "businessunits":
		unit = r[s.key].(string)
	}
	if unit == "" {
		unit = w.rootUnit()
		if u, ok := w.user(owner); ok {
			unit = u.BusinessUnit
		} else if at := slices.IndexFunc(w.seed.Teams, func(t environment.Team) bool { return t.ID == owner }); at >= 0 {
			unit = w.seed.Teams[at].BusinessUnit
		}
	}
	return owner, unit
}
