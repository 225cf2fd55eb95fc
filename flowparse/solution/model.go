package solution

import (
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// readModel reads an AI Builder model: a prompt names the tables whose rows it is given.
// Source: https://learn.microsoft.com/ai-builder/use-your-own-prompt-data (2026-11-26)
func (r *reader) readModel(text *source.Text, e *element) {
	m := Model{ID: guid(e.value("msdyn_aimodelid")), Place: place(text, e)}
	if m.ID == "" {
		return
	}
	active := guid(e.value("msdyn_activerunconfigurationid"))
	for _, c := range e.child("AIConfigurations").all("AIConfiguration") {
		if active != "" && guid(c.value("msdyn_aiconfigurationid")) != active {
			continue // a draft, or an earlier version
		}
		configuration := c.value("msdyn_customconfiguration")
		if !strings.HasPrefix(configuration, "{") {
			continue // some kinds of models have none
		}
		settings, _, err := jsontree.Parse([]byte(configuration), jsontree.Limits{})
		if err != nil {
			r.note(source.Error, "unreadable-ai-model", place(text, c), "the configuration of an AI Builder model cannot be read: "+err.Error(), "export the solution again; the tables that the model reads are not known")
			continue
		}
		for _, data := range settings.At("definitions", "data").Elements() {
			if table := strings.ToLower(data.Get("id").Str()); table != "" && data.Get("type").Str() == "dataverseTable" {
				m.Tables = append(m.Tables, table)
			}
		}
	}
	slices.Sort(m.Tables)
	m.Tables = slices.Compact(m.Tables)
	r.in.Models = append(r.in.Models, m)
}
