package dataverse

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"rolefit/privileges/environment"
)

// flowsPerPage keeps replies small: a definition can have some megabytes.
const flowsPerPage = 50

func (r *reading) readReferences(ctx context.Context) error {
	r.env.References = []environment.ConnectionReference{}
	type referenceRow struct {
		LogicalName  string `json:"connectionreferencelogicalname"`
		DisplayName  string `json:"connectionreferencedisplayname"`
		ConnectionID string `json:"connectionid"`
		Connector    string `json:"connectorid"`
		Owner        guid   `json:"_ownerid_value"`
	}
	rows, err := all[referenceRow](ctx, r.client, "connectionreferences"+query("$select",
		"connectionreferencelogicalname,connectionreferencedisplayname,connectionid,connectorid,_ownerid_value"))
	if err == nil {
		rows, err = named(rows, "connection reference", func(row referenceRow) string { return row.LogicalName })
	}
	for _, row := range rows {
		r.env.References = append(r.env.References, environment.ConnectionReference{
			LogicalName: row.LogicalName, DisplayName: row.DisplayName, Connector: lastSegment(row.Connector),
			ConnectionID: lastSegment(row.ConnectionID), Owner: string(row.Owner),
		})
	}
	r.env.References = ordered(r.env.References, func(c environment.ConnectionReference) string { return strings.ToLower(c.LogicalName) })
	return err
}

// readFlows reads cloud flows: category 5 of the table of processes. One whose definition cannot be read is named and kept.
// Source: https://learn.microsoft.com/power-automate/manage-flows-with-code (2026-11-22)
func (r *reading) readFlows(ctx context.Context) error {
	path := "workflows" + query("$select", "workflowid,name,statecode,_ownerid_value,clientdata", "$filter", "category eq 5")
	err := r.pagesBy(ctx, path, flowsPerPage, func(raw json.RawMessage) error {
		var row struct {
			ID         guid   `json:"workflowid"`
			Name       string `json:"name"`
			State      int    `json:"statecode"`
			Owner      guid   `json:"_ownerid_value"`
			ClientData string `json:"clientdata"`
		}
		if err := decode(raw, &row); err != nil {
			return err
		}
		if row.ID == "" {
			return errors.New("the reply has a row without its id")
		}
		definition, err := environment.Redact(row.ClientData)
		switch {
		case err != nil:
			definition = ""
			r.miss(thing(environment.PartFlow, row.Name, string(row.ID)), oneLine(err.Error(), 600), "Open the flow in Power Automate, save it, and read the environment again.")
		case definition == "":
			r.miss(thing(environment.PartFlow, row.Name, string(row.ID)), "the environment gives no definition of the flow", "Open the flow in Power Automate, save it, and read the environment again.")
		}
		r.env.Flows = append(r.env.Flows, environment.Flow{
			ID: string(row.ID), Name: row.Name, State: row.State, Owner: string(row.Owner), Definition: definition,
		})
		return nil
	})
	r.env.Flows = ordered(r.env.Flows, func(f environment.Flow) string { return f.ID })
	return err
}
