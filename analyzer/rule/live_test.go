package rule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/rule"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/environment"
)

const (
	appID  = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	userID = "11111111-0000-0000-0000-000000000001"
)

var (
	readAt = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	user   = environment.User{ID: userID, AppID: appID, Name: "# svc-flow", AccessMode: 4}
)

// reading is an environment that was read completely, asked for some applications.
func reading(env environment.Environment, asked ...string) rule.Facts {
	env.ReadAt = readAt
	return rule.Facts{Environment: &env, Asked: asked}
}

// connected is a flow that uses a connection reference, and the connection that the environment binds it to.
func connected(servicePrincipal *bool) rule.Facts {
	facts := reading(environment.Environment{
		References:  []environment.ConnectionReference{{LogicalName: "New_Ref", Connector: "shared_commondataserviceforapps", ConnectionID: "C-1"}},
		Connections: []environment.Connection{{ID: "c-1", Name: "Ann's", Connector: "shared_commondataserviceforapps", ServicePrincipal: servicePrincipal}},
	})
	facts.Uses = []rule.Use{{Identity: reference, Flow: "My flow", Place: source.Place{File: "Workflows/f.json", Line: 3}}}
	return facts
}

func registered(r environment.Registration) rule.Facts {
	r.AppID, r.Name = appID, "Flows"
	return reading(environment.Environment{Users: []environment.User{user}, Registrations: []environment.Registration{r}})
}

// ending has one secret for each number of days from now to its end, made a year before it.
func ending(days ...int) environment.Registration {
	var r environment.Registration
	for _, d := range days {
		end := readAt.AddDate(0, 0, d)
		r.Secrets = append(r.Secrets, environment.Credential{ID: "s", Start: end.AddDate(-1, 0, 0), End: end})
	}
	return r
}

func permits(delegated bool) environment.Registration {
	return environment.Registration{Permissions: []environment.Permission{{
		ResourceAppID: "00000007-0000-0000-c000-000000000000", ID: "78CE3F0F-a1ce-49c2-8cde-64b5c0896db4", Delegated: delegated,
	}}}
}

func owned(kinds ...string) environment.Registration {
	var r environment.Registration
	for _, k := range kinds {
		r.Owners = append(r.Owners, environment.Owner{ID: k, Kind: k})
	}
	return r
}

func federated(subject, matching string) environment.Registration {
	return environment.Registration{Federated: []environment.Federated{{
		Name: "deploy", Issuer: "https://token.actions.githubusercontent.com", Subject: subject, Matching: matching,
	}}}
}

// seen is a subject whose user was seen to do something, with an audited table account and a table contact that is not.
func seen(right, table string, needs ...requirement.Need) rule.Facts {
	return watched(environment.Audit{Enabled: true, Days: 90, Observations: []environment.Observation{
		{User: userID, Table: table, Right: right, Count: 3, Last: readAt.AddDate(0, 0, -2)},
	}}, holding(), needs...)
}

func watched(audit environment.Audit, role privileges.Role, needs ...requirement.Need) rule.Facts {
	facts := subject(role, needs...)
	facts.Subjects[0].User = userID
	facts.Environment = &environment.Environment{
		ReadAt: readAt, Users: []environment.User{user}, Audit: &audit,
		Tables: []environment.Table{{LogicalName: "account", EntitySetName: "accounts", Audited: true}, {LogicalName: "contact", EntitySetName: "contacts"}},
	}
	return facts
}

func readAnd(right privileges.Right) requirement.Need {
	n := read("prv"+right.String()+"Account", privileges.Global, requirement.Documented)
	n.Right = right
	return n
}

// told lists what a rule finds as "severity: message".
func told(facts rule.Facts, id string) []string {
	var all []string
	for _, f := range rule.Check(facts) {
		if f.Rule == id {
			all = append(all, f.Severity.String()+": "+f.Message)
		}
	}
	return all
}

func TestAConnectionIsPersonalOnlyWhenThePlatformSaysSo(t *testing.T) {
	no := false
	unbound, other, elsewhere, raw := connected(&no), connected(&no), connected(&no), connected(&no)
	unbound.Environment.References[0].ConnectionID = ""
	other.Environment.Connections[0].Connector = "shared_sql"
	elsewhere.Uses[0].Identity.Environment = "https://other.crm.dynamics.com"
	raw.Uses[0].Identity.ID = "connection:c-1/shared_x"
	for name, facts := range map[string]rule.Facts{
		"not said": connected(nil), "no connection bound": unbound, "a connection of another connector": other,
		"a connection of another environment": elsewhere, "no reference": raw,
	} {
		if got := told(facts, "RF303"); len(got) != 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
	facts := connected(&no)
	facts.Uses = append(facts.Uses, rule.Use{Identity: reference, Flow: "Another", Place: source.Place{File: "Workflows/g.json", Line: 1}})
	found := rule.Check(facts)
	want := []rule.Finding{{
		Rule: "RF303", Severity: rule.Warning, Identity: "connection:new_ref", Place: source.Place{File: "Workflows/f.json", Line: 3},
		Related: []source.Place{{File: "Workflows/g.json", Line: 1}},
		Message: "connection:new_ref is bound to the connection Ann's, which a person signed in to: 2 flows work (Another and My flow) with everything that this person may do, and no role of an application user limits it.",
		Fix:     "Create a connection that signs in as a service principal, and bind the connection reference to it.",
	}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnApplicationUserMustBeThereOnceAndAbleToAct(t *testing.T) {
	with := func(change func(*environment.User)) environment.User {
		u := user
		change(&u)
		return u
	}
	disabled := with(func(u *environment.User) { u.Disabled = true })
	deleted := with(func(u *environment.User) { u.Deleted, u.ID = true, "22222222-0000-0000-0000-000000000002" })
	second := with(func(u *environment.User) { u.ID = "33333333-0000-0000-0000-000000000003" })
	incomplete := reading(environment.Environment{Missing: []environment.Missing{{Part: "application-users"}}}, appID)
	unread := reading(environment.Environment{Missing: []environment.Missing{{Part: "application-user:" + appID, Why: "the reader was refused", Fix: "Let it in."}}}, appID)
	notFound := reading(environment.Environment{Missing: []environment.Missing{{Part: "application-user:" + appID, Why: environment.NotFound, Fix: "Add it."}}}, appID)
	for _, c := range []struct {
		name  string
		facts rule.Facts
		want  []string // what messages contain, after their severity
	}{
		{"there and enabled", reading(environment.Environment{Users: []environment.User{user}}, strings.ToUpper(appID)), nil},
		{"there is none", reading(environment.Environment{}, appID), []string{"error: The environment has no application user"}},
		{"not all were read", incomplete, nil},
		{"it could not be read", unread, nil},
		{"it was not found", notFound, []string{"error: The application user of the app registration aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee was not found"}},
		{"nobody asked for it", reading(environment.Environment{Users: []environment.User{disabled}}), nil},
		{"disabled", reading(environment.Environment{Users: []environment.User{disabled}}, appID), []string{"error: The application user # svc-flow (app registration aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) is disabled"}},
		{"marked as deleted", reading(environment.Environment{Users: []environment.User{deleted}}, appID), []string{"error: The application user # svc-flow (app registration aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) is marked as deleted"}},
		{"deleted and added again", reading(environment.Environment{Users: []environment.User{deleted, user}}, appID), nil},
		{"twice", reading(environment.Environment{Users: []environment.User{user, second}}, appID), []string{"error: The environment has 2 application users"}},
		{"in a unit that is disabled", reading(environment.Environment{
			Users:         []environment.User{with(func(u *environment.User) { u.BusinessUnit = "b-2" })},
			BusinessUnits: []environment.BusinessUnit{{ID: "b-1", Name: "Head office"}, {ID: "b-2", Name: "Old branch", Parent: "b-1", Disabled: true}},
		}, appID), []string{"error: The business unit Old branch of the application user # svc-flow is disabled"}},
		{"beside a unit that is disabled", reading(environment.Environment{
			Users:         []environment.User{with(func(u *environment.User) { u.BusinessUnit = "b-1" })},
			BusinessUnits: []environment.BusinessUnit{{ID: "b-1", Name: "Head office"}, {ID: "b-2", Name: "Old branch", Parent: "b-1", Disabled: true}},
		}, appID), nil},
		{"read-write is no limit", reading(environment.Environment{Users: []environment.User{with(func(u *environment.User) { u.AccessMode = 0 })}}, appID), nil},
		{"administrative", reading(environment.Environment{Users: []environment.User{with(func(u *environment.User) { u.AccessMode = 1 })}}, appID), []string{"warning: The access mode of the application user # svc-flow is 1"}},
		{"read only", reading(environment.Environment{Users: []environment.User{with(func(u *environment.User) { u.AccessMode = 2 })}}, appID), []string{"warning: The access mode of the application user # svc-flow is 2"}},
		{"disabled in Entra", reading(environment.Environment{
			Users: []environment.User{user}, Registrations: []environment.Registration{{AppID: appID, Disabled: true}},
		}, appID), []string{"error: The service principal of app registration aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee is disabled"}},
	} {
		got := told(c.facts, "RF304")
		if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	compared := reading(environment.Environment{Users: []environment.User{disabled}})
	compared.Subjects = []rule.Subject{{Name: "Payroll", User: strings.ToUpper(userID), Identities: []operation.Identity{reference}}}
	if found := rule.Check(compared); len(found) != 1 || found[0].Identity != "Payroll" {
		t.Errorf("the user of a subject: %+v", found)
	}
}

func TestTheSeverityOfACredentialFollowsWhatItsEndBreaks(t *testing.T) {
	never := environment.Registration{Keys: []environment.Credential{{ID: "k", Start: readAt}}}
	portal := environment.Registration{Keys: []environment.Credential{{ID: "k", Start: readAt.Add(-time.Hour), End: readAt.AddDate(2, 0, 0)}}}
	long := environment.Registration{Keys: []environment.Credential{{Name: "long", Start: readAt, End: readAt.AddDate(3, 0, 0)}}}
	beforeItsTime := environment.Registration{Secrets: []environment.Credential{{ID: "s", Start: readAt.AddDate(0, 0, 1), End: readAt.AddDate(9, 0, 0)}}}
	mixed := ending(-1)
	mixed.Keys = portal.Keys
	onlyFederated := ending(-1)
	onlyFederated.Federated = federated("x", "").Federated
	for _, c := range []struct {
		name string
		r    environment.Registration
		want []string
	}{
		{"nothing left", ending(-1, -400), []string{"error: Of the credentials of the app registration Flows (aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee), secret s (2026-11-25) and secret s (2025-10-22) ended. Nothing is left"}},
		{"a certificate left", mixed, []string{"note: Of the credentials"}},
		{"federation left", onlyFederated, []string{"warning: Of the credentials"}},
		{"ends now", ending(0), []string{"error: Of the credentials"}},
		{"ends in a month", ending(30), []string{"warning: The secret s of the app registration Flows (aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) ends on 2026-12-26, in 30 days"}},
		{"ends later", ending(31), nil},
		{"two are good", ending(31, 32), []string{"note: The app registration Flows (aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) has 2 secrets"}},
		{"never ends", never, []string{"warning: The certificate k of the app registration Flows (aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) never ends"}},
		{"in 2299", environment.Registration{Secrets: []environment.Credential{{ID: "s", Start: readAt, End: time.Date(2299, 12, 31, 0, 0, 0, 0, time.UTC)}}}, []string{"warning: The secret s of the app registration Flows (aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) never ends"}},
		{"24 months", portal, nil},
		{"three years", long, []string{"note: The certificate long of the app registration Flows (aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee) lasts from 2026-11-26 to 2029-11-26"}},
		{"not yet good", beforeItsTime, nil},
	} {
		if got := told(registered(c.r), "RF402"); !slices.EqualFunc(got, c.want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	partly := registered(ending(-1))
	partly.Environment.Missing = []environment.Missing{{Part: "app-registration:" + appID}}
	if got := told(partly, "RF402"); len(got) != 1 || !strings.HasPrefix(got[0], "warning: ") {
		t.Errorf("not all of it was read: %q", got)
	}
	facts := registered(ending(31))
	facts.ExpiryDays = 60
	if got := told(facts, "RF402"); len(got) != 1 {
		t.Errorf("60 days before the end: %q", got)
	}
	facts = registered(ending(-1, 1, 500))
	facts.Environment.ReadAt = time.Time{}
	if found := rule.Check(facts); len(found) != 0 {
		t.Errorf("without a clock: %v", found)
	}
}

func TestAFederatedCredentialIsBroadWhenMoreThanOneWorkloadFits(t *testing.T) {
	for _, c := range []struct {
		subject, matching string
		want              rule.Severity // 0: silent
	}{
		{"repo:contoso/flows:ref:refs/heads/main", "", 0},
		{"repo:contoso/flows:environment:prod", "", 0},
		{"repo:contoso/pull_request:environment:prod", "", 0},
		{"system:serviceaccount:flows:runner", "", 0},
		{"repo:contoso/flows:pull_request", "", rule.Warning},
		{"sc://contoso/project:pull_request", "", 0},
		{"repo:contoso/*", "", rule.Warning},
		{"repo:contoso/flows:ref:refs/heads/*", "", rule.Warning},
		{"", "claims['sub'] matches 'repo:contoso/*:ref:refs/heads/main'", rule.Warning},
		{"", "claims['sub'] matches 'repo:contoso/flow?:ref:refs/heads/main'", rule.Warning},
		{"", "claims['sub'] eq 'repo:contoso/matches*:ref:refs/heads/main'", rule.Note},
		{"", "claims['job_workflow_ref'] eq 'contoso/flows/.github/workflows/d.yml@refs/heads/main'", rule.Note},
		{"", "", rule.Warning},
	} {
		var got rule.Severity
		for _, f := range rule.Check(registered(federated(c.subject, c.matching))) {
			if f.Rule == "RF407" {
				got = f.Severity
			}
		}
		if got != c.want {
			t.Errorf("subject %q, expression %q: %v, want %v", c.subject, c.matching, got, c.want)
		}
	}
}

func TestARegistrationIsNamedAfterTheSubjectThatItIs(t *testing.T) {
	facts := registered(environment.Registration{Audience: "AzureADMultipleOrgs"})
	if found := rule.Check(facts); len(found) != 1 || found[0].Identity != "app:"+appID {
		t.Errorf("without a subject: %+v", found)
	}
	facts.Subjects = []rule.Subject{{Name: "Payroll", User: userID}}
	if found := rule.Check(facts); len(found) != 1 || found[0].Identity != "Payroll" {
		t.Errorf("with a subject: %+v", found)
	}
}
