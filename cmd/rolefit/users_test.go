package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges/environment"
	"rolefit/report"
)

// compared lists the subjects of a document with the connections that each stands for.
func compared(doc report.Document) map[string][]string {
	found := map[string][]string{}
	for _, s := range doc.Subjects {
		found[s.Name] = []string{}
		for _, i := range s.Identities {
			found[s.Name] = append(found[s.Name], i.ID)
		}
	}
	return found
}

const anotherApp = "cccccccc-0000-4000-8000-00000000000c"

// withAnother adds an application user of which no connection of the flows is known.
func withAnother(e *environment.Environment) {
	another := e.Users[0]
	another.ID, another.AppID, another.Name = "cccccccc-0000-4000-8000-00000000000d", anotherApp, "# another"
	e.Users = append(e.Users, another)
}

// TestConnectionsBelongToTheUserThatTheEnvironmentSays holds whose each connection is taken to be.
func TestConnectionsBelongToTheUserThatTheEnvironmentSays(t *testing.T) {
	const name = "# svc-timeoff"
	person, principal := false, true
	mine := []string{"connection:cfs_Dataverse"}
	for title, c := range map[string]struct {
		change func(*environment.Environment)
		config string
		flags  []string
		want   map[string][]string
		wrong  []string // diagnostics that make the answer incomplete
	}{
		"the reference is the user's own": {want: map[string][]string{name: mine}},
		"nothing says whose it is: the only user takes it": {
			change: func(e *environment.Environment) {
				e.References[0].Owner = readerUser
				e.References[1].Owner = readerUser
			},
			want: map[string][]string{name: mine},
		},
		"it is known to be a person's": {
			change: func(e *environment.Environment) {
				for i := range e.References {
					e.References[i].Owner = readerUser
				}
				e.Connections = []environment.Connection{{ID: e.References[0].ConnectionID, Connector: e.References[0].Connector, ServicePrincipal: &person}}
			},
			want: map[string][]string{name: {}}, wrong: []string{"user-without-connections"},
		},
		"the user has one of its own, and the flows use another": {
			change: func(e *environment.Environment) { e.References[0].Owner = readerUser },
			want:   map[string][]string{name: {}}, wrong: []string{"user-without-connections"},
		},
		"the configuration says that it is somebody else's": {
			config: "version: 1\napplication-users:\n  - {name: Flows, app-id: " + flowsApp + "}\n  - {name: Other, connections: [cfs_Dataverse], roles: [\"builtin:Basic User\"]}\n",
			want:   map[string][]string{"Flows": {}, "Other": mine}, wrong: []string{"user-without-connections"},
		},
		"it signs in as the user": {
			change: func(e *environment.Environment) {
				e.References[0].Owner = readerUser
				e.Connections = []environment.Connection{{ID: e.References[0].ConnectionID, Connector: e.References[0].Connector, ServicePrincipal: &principal, AppID: flowsApp}}
			},
			want: map[string][]string{name: mine},
		},
		"a flag names another one, which no flow uses": {
			change: func(e *environment.Environment) {
				e.References[0].Owner = readerUser
				e.References[1].Owner = readerUser
			},
			flags: []string{"--connection", "cfs_Other"},
			wrong: []string{"connection-unknown", "user-without-connections"},
			want:  map[string][]string{name: {}},
		},
		"the configuration names the user by its client id": {
			change: func(e *environment.Environment) {
				e.References[0].Owner = readerUser
				e.References[1].Owner = readerUser
			},
			config: "version: 1\napplication-users:\n  - {name: Flows, app-id: " + flowsApp + ", connections: [cfs_Dataverse]}\n",
			want:   map[string][]string{"Flows": mine},
		},
		"nobody asked for the user of another application": {
			change: withAnother, want: map[string][]string{name: mine},
		},
		"the user of another application was asked for when the snapshot was taken": {
			change: func(e *environment.Environment) { withAnother(e); e.UsersNamed = true },
			want:   map[string][]string{name: mine, "# another": {}}, wrong: []string{"user-without-connections"},
		},
		"the user of another application is asked for": {
			change: withAnother, flags: []string{"--app-id", flowsApp, "--app-id", anotherApp},
			want: map[string][]string{name: mine, "# another": {}}, wrong: []string{"user-without-connections"},
		},
		"a user that is deleted is compared with nothing": {
			change: func(e *environment.Environment) { e.Users[0].Deleted = true },
			want:   map[string][]string{},
		},
	} {
		t.Run(title, func(t *testing.T) {
			e := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")).Environment
			e.URL, e.Missing = contoso, []environment.Missing{}
			if c.change != nil {
				c.change(&e)
			}
			args := []string{"--snapshot", snapshotOf(t, e)}
			if c.config != "" {
				file := filepath.Join(t.TempDir(), "rolefit.yaml")
				if err := os.WriteFile(file, []byte(c.config), 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, "--config", file)
			}
			doc := checked(t, append(args, c.flags...)...)
			if diff := cmp.Diff(c.want, compared(doc)); diff != "" {
				t.Error(diff)
			}
			var wrong []string
			for _, d := range doc.Diagnostics {
				if d.Severity == "error" {
					wrong = append(wrong, d.Code)
				}
			}
			slices.Sort(wrong)
			if diff := cmp.Diff(c.wrong, wrong); diff != "" {
				t.Errorf("diagnostics: %s", diff)
			}
			for _, s := range doc.Subjects {
				if len(s.Identities) == 0 && (s.Sufficient != "undecided" || s.Minimal != "undecided") {
					t.Errorf("%s stands for nothing and is sufficient %s, minimal %s", s.Name, s.Sufficient, s.Minimal)
				}
				if s.Name == "Other" {
					continue
				}
				if len(s.Roles) != 1 || !strings.Contains(s.Roles[0].Origin, "contoso") {
					t.Errorf("%s holds %+v", s.Name, s.Roles)
				}
			}
		})
	}
}

// TestALongReadingShowsHowFarItHasCome runs a snapshot as if on a terminal.
func TestALongReadingShowsHowFarItHasCome(t *testing.T) {
	l := startLive(t, seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")))
	var out, shown strings.Builder
	p := program{out: &out, err: &shown, terminal: true}
	if code := p.run(t.Context(), append([]string{"snapshot", "--environment-url", l.server.Origin(), "--app-id", flowsApp}, l.flags()...)); code != exitOK {
		t.Fatalf("exit code %d: %s", code, shown.String())
	}
	if !strings.Contains(shown.String(), "environment tables") || !strings.Contains(shown.String(), " of ") || !strings.HasSuffix(shown.String(), clearLine) {
		t.Errorf("%q", shown.String())
	}
	if strings.Contains(out.String(), clearLine) {
		t.Error("progress went to the output")
	}
	if e, err := environment.Read("env.json", []byte(out.String())); err != nil || !e.UsersNamed {
		t.Errorf("the snapshot does not say that the application user was named: %v", err)
	}
}

// TestASolutionIsCheckedBeforeItIsImported compares flows whose connection reference the environment does not have yet: they
// are taken to be the only application user's, and the report says that this is a guess.
func TestASolutionIsCheckedBeforeItIsImported(t *testing.T) {
	e := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")).Environment
	e.URL, e.Missing, e.Flows = contoso, []environment.Missing{}, nil
	e.References = []environment.ConnectionReference{{LogicalName: "of_other_work", Connector: "shared_commondataserviceforapps", ConnectionID: "c9", Owner: flowsUser}}
	doc := checked(t, "../../fixtures/timeoff", "--snapshot", snapshotOf(t, e))
	if diff := cmp.Diff(map[string][]string{"# svc-timeoff": {"connection:cfs_Dataverse"}}, compared(doc)); diff != "" {
		t.Error(diff)
	}
	if !slices.ContainsFunc(doc.Notes, func(n report.Note) bool { return n.Kind == "connection-assumed" }) || !doc.Complete {
		t.Errorf("nothing says that whose the connection is was guessed: %+v", doc.Notes)
	}
}

// TestWhatTheEnvironmentSaysIsHeldIsNoCertainGap holds a privilege that the environment lists and no role explains.
func TestWhatTheEnvironmentSaysIsHeldIsNoCertainGap(t *testing.T) {
	e := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")).Environment
	e.URL, e.Missing = contoso, []environment.Missing{}
	e.Users[0].Unexplained = []string{"prvDeletecfs_TimeOffRequest"}
	doc := checked(t, "--snapshot", snapshotOf(t, e))
	found := map[string]bool{}
	for _, f := range doc.Findings {
		found[f.Rule] = true
	}
	if found["RF101"] || !found["RF307"] {
		t.Errorf("findings: %v", found)
	}
}

// TestTheEnvironmentsOwnAddressIsTheCurrentEnvironment holds flows that name the environment they run in by its address.
func TestTheEnvironmentsOwnAddressIsTheCurrentEnvironment(t *testing.T) {
	e := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")).Environment
	e.URL, e.Missing = contoso, []environment.Missing{}
	want := len(checked(t, "--snapshot", snapshotOf(t, e)).Subjects[0].Comparison.Gaps)
	changed := 0
	for i, f := range e.Flows {
		changed += strings.Count(f.Definition, `"operationId": "ListRecords"`)
		named := strings.ReplaceAll(f.Definition, `"operationId": "ListRecords"`, `"operationId": "ListRecordsWithOrganization"`)
		e.Flows[i].Definition = strings.ReplaceAll(named, `"entityName":`, `"organization": "https://Contoso.crm.dynamics.com/", "entityName":`)
	}
	doc := checked(t, "--snapshot", snapshotOf(t, e))
	for _, i := range doc.Identities {
		if i.Environment != "current" {
			t.Errorf("%s works in %s", i.ID, i.Environment)
		}
	}
	if got := len(doc.Subjects[0].Comparison.Gaps); got != want || want == 0 || changed == 0 {
		t.Errorf("%d gaps, want %d; %d nodes name the environment", got, want, changed)
	}
}

// TestACopyOfTheEnvironmentsOwnAdministratorIsOne holds that what the environment itself grants its administrators counts.
func TestACopyOfTheEnvironmentsOwnAdministratorIsOne(t *testing.T) {
	e := seedOf(t, "timeoff", roleFixture(t, "TimeOff.xml")).Environment
	e.URL, e.Missing = contoso, []environment.Missing{}
	own := "4a000000-0000-4000-8000-000000000001"
	e.Roles = append(e.Roles, environment.Role{ID: own, Root: own, Name: "Systemadministrator", Template: "627090ff-40a3-4053-8790-584edc5be201", BusinessUnit: rootUnit})
	e.RoleGrants = append(e.RoleGrants, environment.RoleGrants{Root: own})
	fires := func() bool {
		return slices.ContainsFunc(checked(t, "--snapshot", snapshotOf(t, e)).Findings, func(f report.Finding) bool { return f.Rule == "RF202" })
	}
	if fires() {
		t.Error("a role is one of an administrator who may do nothing")
	}
	e.RoleGrants[1].Grants = slices.Clone(e.RoleGrants[0].Grants)
	if !fires() {
		t.Error("a copy of the environment's own administrator is not noticed")
	}
}
