package rule_test

import (
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/rule"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// example is facts on which a rule fires, and facts near by on which it is silent.
type example struct{ fires, silent rule.Facts }

func examples() map[string]example {
	const basic, global = privileges.Basic, privileges.Global
	need := read("prvReadAccount", global, requirement.Documented)
	needBasic := read("prvReadAccount", basic, requirement.Proven)
	promote := rule.Escalation{ID: "promote", Class: rule.Unbounded, All: [][]rule.Term{term("prvPromoteToAdmin")}, Gives: "make X an administrator"}
	core := holding(grant("prvWriteRole", global), grant("prvAssignRole", global))
	named := holding(grant("prvReadAccount", global))
	named.Name = "system administrator"
	other := named
	other.Name, other.TemplateID = "System Administrator", "00000000-0000-0000-0000-000000000001"
	secured := requirement.ColumnNeed{
		Identity: reference, Table: "contact", Column: "salary", Right: requirement.ColumnRead,
		Evidence: []requirement.Evidence{{Node: "Get_row", Place: source.Place{File: "Workflows/f.json", Line: 3}}},
	}
	yes, no := true, false
	return map[string]example{
		"RF101": {subject(holding(grant("prvWriteAccount", global)), need), subject(holding(grant("prvReadAccount", basic)), need)},
		"RF102": {subject(holding(grant("prvReadAccount", basic)), need), subject(holding(grant("prvReadAccount", global)), need)},
		"RF103": {subject(holding(grant("prvWriteAccount", basic))), subject(holding(grant("prvReadAccount", basic)), needBasic)},
		"RF104": {
			subject(holding(grant("prvReadAccount", global)), needBasic),
			subject(holding(grant("prvReadAccount", global)), read("prvReadAccount", basic, requirement.Assumed)),
		},
		"RF201": {withAdministrator(subject(named)), withAdministrator(subject(other))},
		"RF202": {withAdministrator(subject(core)), withAdministrator(subject(holding(core.Grants[0])))},
		"RF203": {
			withEscalations(subject(holding(grant("prvPromoteToAdmin", global))), promote),
			withEscalations(subject(holding(grant("prvMerge", global))), promote),
		},
		"RF204": {subject(holding(grant(privileges.ActOnBehalf, global))), subject(holding(grant("prvMerge", global)))},
		"RF205": {marked("administers-roles"), marked("runs-as-caller")},
		"RF301": {marked("raw-connection"), marked("runs-as-caller")},
		"RF302": {marked("runs-as-caller"), marked("raw-connection")},
		"RF305": {
			rule.Facts{Uses: []rule.Use{use(reference, "A", "one"), use(reference, "B", "two")}},
			rule.Facts{Uses: []rule.Use{use(reference, "A", "one"), use(reference, "B", "one"), use(operation.Identity{ID: operation.Invoker}, "C", "two")}},
		},
		"RF303": {connected(&no), connected(&yes)},
		"RF304": {reading(environment.Environment{}, appID), reading(environment.Environment{Users: []environment.User{user}}, appID)},
		"RF306": {seen("Delete", "account", need), seen("Write", "account", readAnd(privileges.Write))},
		"RF307": {
			reading(environment.Environment{Users: []environment.User{{AppID: appID, Unexplained: []string{"prvMerge", "prvReadLead"}}}}, appID),
			reading(environment.Environment{Users: []environment.User{{AppID: appID}}}, appID),
		},
		"RF402": {registered(ending(-1)), registered(ending(300))},
		"RF403": {registered(ending(300)), registered(ending(-1))},
		"RF404": {registered(permits(true)), registered(permits(false))},
		"RF405": {registered(environment.Registration{Audience: "AzureADMultipleOrgs"}), registered(environment.Registration{Audience: "AzureADMyOrg"})},
		"RF406": {registered(owned("user")), registered(owned("servicePrincipal"))},
		"RF407": {registered(federated("repo:o/r:pull_request", "")), registered(federated("repo:o/r:ref:refs/heads/main", ""))},
		"RF501": {blindspot("dynamic-table"), blindspot("opaque-message")},
		"RF502": {blindspot("unknown-operation"), blindspot("opaque-message")},
		"RF503": {blindspot("opaque-message"), blindspot("dynamic-table")},
		"RF504": {
			rule.Facts{Components: []solution.Component{{Kind: "desktop flow", Name: "D", Reason: "desktop flows are not analysed"}}},
			rule.Facts{Diagnostics: []source.Diagnostic{{Severity: source.Warning, Message: "odd"}}},
		},
		"RF505": {blindspot("caller-context-code"), blindspot("dynamic-table")},
		"RF506": {
			rule.Facts{Columns: []requirement.ColumnNeed{secured}},
			rule.Facts{
				Columns:  []requirement.ColumnNeed{secured},
				Subjects: []rule.Subject{{Identities: []operation.Identity{secured.Identity}, SeesEveryColumn: true}},
			},
		},
	}
}

func TestEveryRuleHasAFiringAndASilentExample(t *testing.T) {
	all := examples()
	for _, r := range rule.All() {
		e, ok := all[r.ID]
		if !ok {
			t.Errorf("%s has no example", r.ID)
			continue
		}
		delete(all, r.ID)
		found := r.Check(e.fires)
		if len(found) == 0 {
			t.Errorf("%s does not fire", r.ID)
		}
		if found := r.Check(e.silent); len(found) != 0 {
			t.Errorf("%s is not silent: %v", r.ID, found)
		}
		if found := r.Check(rule.Facts{}); len(found) != 0 {
			t.Errorf("%s finds something in nothing: %v", r.ID, found)
		}
	}
	for id := range all {
		t.Errorf("there is an example for %s and no such rule", id)
	}
}

func TestEveryFindingReadsAsASentenceAndSaysWhatToDo(t *testing.T) {
	for id, e := range examples() {
		found := rule.Check(e.fires)
		if !slices.ContainsFunc(found, func(f rule.Finding) bool { return f.Rule == id }) {
			t.Errorf("%s is not among the findings", id)
		}
		for _, f := range found {
			if !strings.HasSuffix(f.Message, ".") || strings.Contains(f.Message, "  ") || strings.Contains(f.Message, "%!") || strings.Contains(f.Message, "..") {
				t.Errorf("%s: message %q", f.Rule, f.Message)
			}
			if f.Severity == 0 || f.Fix == "" {
				t.Errorf("%s: severity %v, fix %q", f.Rule, f.Severity, f.Fix)
			}
		}
	}
}

func TestIDsAreUniqueAscendingAndWellFormed(t *testing.T) {
	names, last := map[string]bool{}, ""
	for _, r := range rule.All() {
		if !regexp.MustCompile(`^RF[1-9][0-9]{2}$`).MatchString(r.ID) || r.ID <= last {
			t.Errorf("ID %s after %s", r.ID, last)
		}
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(r.Name) || names[r.Name] {
			t.Errorf("%s: name %q", r.ID, r.Name)
		}
		if r.Severity == 0 || r.Since == "" || !strings.HasSuffix(r.Summary, ".") || !strings.HasSuffix(r.Fix, ".") {
			t.Errorf("%s is not described: %+v", r.ID, r)
		}
		last, names[r.Name] = r.ID, true
	}
}

func TestEveryRuleHasAPageAndNoPageIsLeftOver(t *testing.T) {
	wanted := map[string]bool{}
	for _, r := range rule.All() {
		wanted[r.ID+".md"] = true
		page, err := rule.Doc(r.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, part := range []string{"# " + r.ID + " " + r.Name + "\n", "\nSeverity: ", "\n## What it says\n", "\n## Why it matters\n", "\n## What to do\n", "\n## Limits\n"} {
			if !strings.Contains(page, part) {
				t.Errorf("page of %s lacks %q", r.ID, part)
			}
		}
		if _, text, _ := strings.Cut(page, "Severity: "); !strings.HasPrefix(text, r.Severity.String()) {
			t.Errorf("page of %s does not begin with severity %v", r.ID, r.Severity)
		}
	}
	entries, err := os.ReadDir("doc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !wanted[e.Name()] {
			t.Errorf("doc/%s is the page of no rule", e.Name())
		}
	}
	if _, err := rule.Doc("RF000"); err == nil {
		t.Error("an unknown ID must have no page")
	}
}

func TestEveryKindOfBlindSpotIsReportedByExactlyOneRule(t *testing.T) {
	for kind, want := range map[string]string{
		"dynamic-table": "RF501", "dynamic-query": "RF501", "unknown-table": "RF501", "unknown-navigation": "RF501", "opaque-bind": "RF501",
		"searches-everything": "RF501", "unknown-operation": "RF502", "opaque-http": "RF502", "component-side-effects": "RF502",
		"assigned-role": "RF502", "opaque-message": "RF503", "child-flow": "RF504", "desktop-flow": "RF504",
		"caller-context-code": "RF505", "something-new": "RF502", "": "RF502",
	} {
		found := rule.Check(blindspot(kind))
		if len(found) != 1 || found[0].Rule != want || found[0].Severity != rule.Warning {
			t.Errorf("%q: %+v, want one warning of %s", kind, found, want)
		}
	}
}

func TestSeverityFollowsWhatIsCertainAndWhatChangesRows(t *testing.T) {
	const basic, global = privileges.Basic, privileges.Global
	conditional := read("prvReadAccount", global, requirement.Assumed)
	conditional.State, conditional.Evidence[0].State = requirement.Conditional, requirement.Conditional
	deep := read("prvWriteAccount", basic, requirement.Proven)
	deep.Right = privileges.Write
	for _, c := range []struct {
		name  string
		facts rule.Facts
		rule  string
		want  rule.Severity
	}{
		{"a gap is certain even at an assumed level", subject(holding(), read("prvReadAccount", global, requirement.Assumed)), "RF101", rule.Error},
		{"a gap on a condition", subjectUnder(fit.Options{Conditional: fit.GrantConditional}, holding(), conditional), "RF101", rule.Warning},
		{"below a documented level", subject(holding(grant("prvReadAccount", basic)), read("prvReadAccount", global, requirement.Documented)), "RF102", rule.Error},
		{"below an assumed level", subject(holding(grant("prvReadAccount", basic)), read("prvReadAccount", global, requirement.Assumed)), "RF102", rule.Warning},
		{"surplus Read", subject(holding(grant("prvReadContact", basic))), "RF103", rule.Note},
		{"surplus Delete", subject(holding(grant("prvDeleteContact", basic))), "RF103", rule.Warning},
		{"surplus miscellaneous", subject(holding(grant("prvMerge", global))), "RF103", rule.Warning},
		{"surplus of which nothing is known", subject(holding(grant("prvReadnew_x", basic))), "RF103", rule.Warning},
		{"Read too deep", subject(holding(grant("prvReadAccount", global)), read("prvReadAccount", basic, requirement.Proven)), "RF104", rule.Note},
		{"Write too deep", subject(holding(grant("prvWriteAccount", global)), deep), "RF104", rule.Warning},
		{"input that could not be read", rule.Facts{Diagnostics: []source.Diagnostic{{Code: "x", Message: "unreadable"}}}, "RF504", rule.Error},
	} {
		found := slices.DeleteFunc(rule.Check(c.facts), func(f rule.Finding) bool { return f.Rule != c.rule })
		if len(found) != 1 || found[0].Severity != c.want {
			t.Errorf("%s: %+v, want one %v of %s", c.name, found, c.want, c.rule)
		}
	}
}

func TestAFindingCarriesPlacePrivilegeAndTables(t *testing.T) {
	found := rule.Check(subject(holding(), read("prvReadAccount", privileges.Global, requirement.Assumed)))
	want := []rule.Finding{{
		Rule: "RF101", Severity: rule.Error, Identity: "connection:new_ref", Privilege: "prvReadAccount", Tables: []string{"account"},
		Message: "connection:new_ref needs prvReadAccount at Global (assumed) and holds it at no level: List_rows of flow My flow asks for it.",
		Fix:     "Grant the privilege at the level that is named, or give the identity the generated role.",
		Place:   source.Place{File: "Workflows/f.json", Line: 7, Column: 3},
	}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWithoutRolesNothingIsSaidAboutFit(t *testing.T) {
	facts := rule.Facts{Subjects: []rule.Subject{{Identities: []operation.Identity{reference}, Needs: []requirement.Need{read("prvReadAccount", privileges.Global, requirement.Assumed)}}}}
	if found := rule.Check(facts); len(found) != 0 {
		t.Errorf("%v", found)
	}
}

func TestManyMarksOfAFlowGiveOneFinding(t *testing.T) {
	facts := marked("runs-as-caller")
	for i, node := range []string{"B", "C"} {
		m := facts.Marks[0]
		m.Node, m.Place.Line = node, m.Place.Line+1+i
		facts.Marks = append(facts.Marks, m)
	}
	found := rule.Check(facts)
	if len(found) != 1 || len(found[0].Related) != 2 || !strings.Contains(found[0].Message, "List_rows, B and C") {
		t.Errorf("%+v", found)
	}
}

func TestFindingsComeInOneOrderWhateverTheOrderOfTheFacts(t *testing.T) {
	facts := subject(holding(grant("prvWriteContact", privileges.Global), grant("prvReadContact", privileges.Basic)), read("prvReadAccount", privileges.Global, requirement.Assumed))
	for _, kind := range []string{"dynamic-table", "opaque-message", "child-flow", "dynamic-table"} {
		facts.Blindspots = append(facts.Blindspots, blindspot(kind).Blindspots...)
	}
	facts.Blindspots[3].Node = "Other"
	facts.Marks = append(marked("raw-connection").Marks, marked("runs-as-caller").Marks...)
	second := facts.Marks[1]
	second.Node, second.Place.Line = "Other", 9
	facts.Marks = append(facts.Marks, second)
	want := rule.Check(facts)
	if !slices.IsSortedFunc(want, rule.CompareFindings) || want[0].Severity != rule.Error {
		t.Errorf("not sorted, or errors are not first: %v", want)
	}
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 5))
		shuffled := facts
		shuffled.Blindspots, shuffled.Marks = slices.Clone(facts.Blindspots), slices.Clone(facts.Marks)
		random.Shuffle(len(shuffled.Blindspots), func(i, j int) {
			shuffled.Blindspots[i], shuffled.Blindspots[j] = shuffled.Blindspots[j], shuffled.Blindspots[i]
		})
		random.Shuffle(len(shuffled.Marks), func(i, j int) { shuffled.Marks[i], shuffled.Marks[j] = shuffled.Marks[j], shuffled.Marks[i] })
		if diff := cmp.Diff(want, rule.Check(shuffled)); diff != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

func use(identity operation.Identity, flow, solution string) rule.Use {
	return rule.Use{Identity: identity, Flow: flow, Solution: solution, Needs: []string{"prvRead" + flow}}
}
