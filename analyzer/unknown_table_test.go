package analyzer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/pin"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
)

// call is an action of the current connector on tables of which the input says nothing.
func call(node, operationID, parameters string) string {
	return fmt.Sprintf(`%q:{"type":"OpenApiConnection","runAfter":{},"inputs":{"host":{"connectionName":"c","operationId":%q,"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},"parameters":{%s}}}`, node, operationID, parameters)
}

// analyseActions analyses one flow of the given actions.
func analyseActions(t *testing.T, opts analyzer.Options, actions ...string) *analyzer.Result {
	t.Helper()
	files := fstest.MapFS{"Workflows/Flow-" + childID + ".json": {Data: flowFile(strings.Join(actions, ","))}}
	in, err := solution.Read(context.Background(), []solution.Root{{FS: files, Path: "."}}, solution.Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := analyzer.Analyze(context.Background(), in, opts)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// bases lists privilege, whether its name is known, and the bases of its evidence.
func bases(needs []requirement.Need) []string {
	var lines []string
	for _, n := range needs {
		line := fmt.Sprintf("%s known %v", n.Privilege, n.Known)
		for _, e := range n.Evidence {
			line += " " + e.Basis.String()
		}
		lines = append(lines, line)
	}
	return lines
}

// TestANeedIsNoBetterKnownThanItsName holds the basis of semantics 4.3: a documented rule on a table that no source knows
// gives an inferred need, and an observed one where a granted role has the name.
func TestANeedIsNoBetterKnownThanItsName(t *testing.T) {
	actions := []string{
		call("Known", "ListRecords", `"entityName":"accounts"`),
		call("Unknown", "ListRecords", `"entityName":"zz_widgets","$select":"zz_widgetid"`),
		call("Nameless", "ListRecords", `"entityName":"zz_things"`),
	}
	want := []string{"prvRead(zz_things) known false inferred", "prvReadAccount known true documented", "prvReadzz_widget known false inferred"}
	if diff := cmp.Diff(want, bases(analyseActions(t, analyzer.Options{}, actions...).Needs)); diff != "" {
		t.Error(diff)
	}
	role := privileges.Role{Name: "Clerk", Grants: []privileges.Grant{{Privilege: "prvReadzz_Widget", Level: privileges.Global}}}
	want[2] = "prvReadzz_widget known true observed"
	if diff := cmp.Diff(want, bases(analyseActions(t, analyzer.Options{Roles: []privileges.Role{role}}, actions...).Needs)); diff != "" {
		t.Errorf("with a role that holds the name: %s", diff)
	}
}

// TestAReviewReplacesANameThatIsNotCertain: who looked an unknown table up says which privilege guards it.
func TestAReviewReplacesANameThatIsNotCertain(t *testing.T) {
	review := func(node string, needs ...privileges.Grant) pin.Set {
		return pin.Set{Origin: "rolefit.yaml", Reviewed: []pin.Review{{At: pin.At{Node: node}, Needs: needs, Because: "looked up"}}}
	}
	for name, c := range map[string]struct {
		pins pin.Set
		want []string
	}{
		"another name": {review("Nameless", privileges.Grant{Privilege: "prvReadzz_Thing", Level: privileges.Global}), []string{"prvReadzz_Thing known true observed"}},
		"nothing":      {review("Nameless"), nil},
		"another node": {review("Other"), []string{"prvRead(zz_things) known false inferred"}},
	} {
		t.Run(name, func(t *testing.T) {
			result := analyseActions(t, analyzer.Options{Pins: c.pins}, call("Nameless", "ListRecords", `"entityName":"zz_things"`))
			if diff := cmp.Diff(c.want, bases(result.Needs)); diff != "" {
				t.Error(diff)
			}
			if open := len(result.Blindspots) > 0; open != (name == "another node") {
				t.Errorf("open blind spots: %+v", result.Blindspots)
			}
		})
	}
}

// TestAReviewReplacesNothingThatItIsNotAbout: what was looked up about a property says nothing of the table that has it.
func TestAReviewReplacesNothingThatItIsNotAbout(t *testing.T) {
	pins := pin.Set{Origin: "rolefit.yaml", Reviewed: []pin.Review{{At: pin.At{Node: "N"}, Kind: "unknown-navigation", Because: "looked up"}}}
	result := analyseActions(t, analyzer.Options{Pins: pins}, call("N", "ListRecords", `"entityName":"zz_things","$expand":"zz_other"`))
	if diff := cmp.Diff([]string{"prvRead(zz_things) known false inferred"}, bases(result.Needs)); diff != "" {
		t.Error(diff)
	}
}

// TestAnUnknownTableCouldNeedWhatIsDoneToIt: a list may need Read on whatever table it is, and never Delete; and one unknown
// table is one blind spot. So it is where only a run knows the table.
func TestAnUnknownTableCouldNeedWhatIsDoneToIt(t *testing.T) {
	role := privileges.Role{Name: "Clerk", Grants: []privileges.Grant{
		{Privilege: "prvReadContact", Level: privileges.Global}, {Privilege: "prvDeleteContact", Level: privileges.Global},
	}}
	for name, c := range map[string]struct {
		action string
		sure   []string // surplus that no blind spot could need
	}{
		"a list":                             {call("A", "ListRecords", `"entityName":"zz_things"`), []string{"prvDeleteContact"}},
		"a delete":                           {call("A", "DeleteRecord", `"entityName":"zz_things","recordId":"x"`), nil},
		"a list of what a run chooses":       {call("A", "ListRecords", `"entityName":"@triggerBody()?['t']"`), []string{"prvDeleteContact"}},
		"a file of what a run chooses":       {call("A", "GetEntityFileImageFieldContent", `"entityName":"@triggerBody()?['t']","recordId":"x","fileImageFieldName":"f"`), []string{"prvDeleteContact"}},
		"a delete of what a run chooses":     {call("A", "DeleteRecord", `"entityName":"@triggerBody()?['t']","recordId":"x"`), nil},
		"a message about what a run chooses": {call("A", "PerformBoundAction", `"entityName":"@triggerBody()?['t']","recordId":"x","actionName":"Microsoft.Dynamics.CRM.SendEmail"`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			result := analyseActions(t, analyzer.Options{Roles: []privileges.Role{role}}, c.action)
			var sure []string
			for _, s := range surplus(t, result) {
				if len(s.Open) == 0 {
					sure = append(sure, s.Held.Privilege)
				}
				if len(s.Open) > 1 {
					t.Errorf("%s: one table is %d blind spots", s.Held.Privilege, len(s.Open))
				}
			}
			if diff := cmp.Diff(c.sure, sure); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func surplus(t *testing.T, result *analyzer.Result) []fit.Surplus {
	t.Helper()
	if len(result.Subjects) != 1 {
		t.Fatalf("%d subjects", len(result.Subjects))
	}
	return result.Subjects[0].Comparison.Surplus
}

// TestATriggerRegistersItselfWhateverItsTableIs: who may not say which table a trigger is about still knows that it asks for
// a callback registration.
func TestATriggerRegistersItselfWhateverItsTableIs(t *testing.T) {
	file := strings.Replace(string(flowFile("")), `"manual":{"type":"Request","kind":"Button"}`,
		`"On":{"type":"OpenApiConnectionWebhook","inputs":{"host":{"connectionName":"c","operationId":"SubscribeWebhookTrigger","apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},"parameters":{"subscriptionRequest/entityname":"@parameters('Table')","subscriptionRequest/scope":4}}}`, 1)
	result := analyse(t, fstest.MapFS{"Workflows/Flow-" + childID + ".json": {Data: []byte(file)}})
	if got := bases(result.Needs); len(got) != 4 {
		t.Errorf("needs = %q, want the four rights on callback registrations", got)
	}
	if len(result.Blindspots) != 1 || !result.Blindspots[0].Reads {
		t.Errorf("blind spots = %+v, want one that may need Read", result.Blindspots)
	}
}
