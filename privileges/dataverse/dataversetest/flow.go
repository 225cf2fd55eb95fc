package dataversetest

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// dataverseConnector is the connector that flows reach Dataverse with.
const dataverseConnector = "shared_commondataserviceforapps"

// action is one action of a flow, or its trigger.
type action struct {
	name, operation string
	parameters      object
}

// clientData is the text that a flow is kept as. Actions follow one another; source is "embedded" for the connection of
// the reference, or "invoker" for that of whoever runs the flow.
// Source: https://learn.microsoft.com/power-automate/manage-flows-with-code (2026-11-22)
func clientData(reference, source string, trigger *action, actions ...action) string {
	host := func(operation string) object {
		return object{{"connectionName", dataverseConnector}, {"operationId", operation}, {"apiId", apis + dataverseConnector}}
	}
	triggers := object{{"Recurrence", object{
		{"recurrence", object{{"frequency", "Day"}, {"interval", 1}}}, {"type", "Recurrence"},
	}}}
	if trigger != nil {
		triggers = object{{trigger.name, object{
			{"type", "OpenApiConnectionWebhook"},
			{"inputs", object{{"host", host(trigger.operation)}, {"parameters", trigger.parameters}, {"authentication", "@parameters('$authentication')"}}},
		}}}
	}
	steps := object{}
	for i, a := range actions {
		after := object{}
		if i > 0 {
			after = object{{actions[i-1].name, []string{"Succeeded"}}}
		}
		steps = steps.with(a.name, object{
			{"runAfter", after}, {"type", "OpenApiConnection"},
			{"inputs", object{{"host", host(a.operation)}, {"parameters", a.parameters}, {"authentication", "@parameters('$authentication')"}}},
		})
	}
	whole := object{
		{"properties", object{
			{"connectionReferences", object{{dataverseConnector, object{
				{"runtimeSource", source}, {"connection", object{{"connectionReferenceLogicalName", reference}}}, {"api", object{{"name", dataverseConnector}}},
			}}}},
			{"definition", object{
				{"$schema", "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"},
				{"contentVersion", "1.0.0.0"},
				{"parameters", object{
					{"$connections", object{{"defaultValue", object{}}, {"type", "Object"}}},
					{"$authentication", object{{"defaultValue", object{}}, {"type", "SecureObject"}}},
				}},
				{"triggers", triggers}, {"actions", steps},
			}},
			{"templateName", ""},
		}},
		{"schemaVersion", "1.0.0.0"},
	}
	text, err := json.Marshal(whole, jsontext.EscapeForHTML(false))
	if err != nil {
		panic("dataversetest: writing a flow: " + err.Error()) // nothing in it can fail to be written
	}
	return string(text)
}
