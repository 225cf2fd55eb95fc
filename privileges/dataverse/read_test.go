package dataverse

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolefit/privileges/auditor"
	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
)

// reader returns options that read the application user of a fake, signed in at its authority as the seed's reader.
func reader(t *testing.T, s *dataversetest.Server) Options {
	t.Helper()
	transport := s.Client().Transport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = maxAtOnce // handshakes are most of what such a test costs
	t.Cleanup(transport.CloseIdleConnections)
	credential, err := Credential(SignIn{
		Method: Secret, TenantID: dataversetest.DefaultTenant, ClientID: dataversetest.SampleReaderAppID, Authority: s.Authority(),
		Transport: transport,
		Getenv: func(name string) string {
			return map[string]string{"AZURE_CLIENT_SECRET": dataversetest.SampleReader}[name]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		URL: s.Origin(), AnyHost: true, Credential: credential, AppIDs: []string{dataversetest.SampleAppID}, Flows: true,
		Transport: transport, RetryDelay: time.Microsecond,
	}
}

// sown is what a reading of a seed must give: lists in order, and nothing that Dataverse does not tell.
func sown(seed dataversetest.Seed, origin string) environment.Environment {
	e := seed.Environment
	e.URL, e.Connections, e.Registrations, e.Audit = origin, nil, nil, nil
	e.BusinessUnits = ordered(slices.Clone(e.BusinessUnits), func(b environment.BusinessUnit) string { return b.ID })
	e.Users = slices.Clone(e.Users)
	for i := range e.Users {
		e.Users[i].Roles = slices.Sorted(slices.Values(e.Users[i].Roles))
		e.Users[i].Teams = slices.Sorted(slices.Values(e.Users[i].Teams))
	}
	e.Teams = slices.Clone(e.Teams)
	for i := range e.Teams {
		e.Teams[i].Roles = slices.Sorted(slices.Values(e.Teams[i].Roles))
	}
	e.Teams = ordered(e.Teams, func(t environment.Team) string { return t.ID })
	e.Roles = ordered(slices.Clone(e.Roles), func(r environment.Role) string { return r.ID })
	e.RoleGrants = ordered(slices.Clone(e.RoleGrants), func(g environment.RoleGrants) string { return g.Root })
	for i := range e.RoleGrants {
		e.RoleGrants[i].Grants = slices.Clone(e.RoleGrants[i].Grants)
		sortGrants(e.RoleGrants[i].Grants)
	}
	e.Tables = ordered(slices.Clone(e.Tables), func(t environment.Table) string { return t.LogicalName })
	for i := range e.Tables {
		e.Tables[i].Privileges = ordered(slices.Clone(e.Tables[i].Privileges), func(p environment.TablePrivilege) string { return p.Name })
	}
	e.Relationships = ordered(slices.Clone(e.Relationships), func(r environment.Relationship) string { return r.Name })
	e.Flows = ordered(slices.Clone(e.Flows), func(f environment.Flow) string { return f.ID })
	for i := range e.Flows {
		e.Flows[i].Definition, _ = environment.Redact(e.Flows[i].Definition)
	}
	e.References = ordered(slices.Clone(e.References), func(c environment.ConnectionReference) string { return c.LogicalName })
	return e
}

func TestReadingGivesWhatIsThere(t *testing.T) {
	for _, tt := range []struct {
		name string
		seed func() dataversetest.Seed
	}{
		{"one page each", dataversetest.Sample},
		{"many pages, of expanded rows too", func() dataversetest.Seed {
			seed := dataversetest.Sample()
			seed.PageSize = 1
			return seed
		}},
		{"links of expanded rows that begin again", func() dataversetest.Seed {
			seed := dataversetest.Sample()
			seed.PageSize, seed.NestedFromStart = 1, true
			return seed
		}},
		{"a large environment", func() dataversetest.Seed { return dataversetest.Large(40, 60, 200, 120) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			seed := tt.seed()
			s := dataversetest.Start(t, seed)
			opts := reader(t, s)
			pieces, last := 0, [2]int{}
			opts.Progress = func(part string, done, all int) {
				if pieces++; part == "" || done != pieces || all < done {
					t.Errorf("piece %d told as %q, %d of %d", pieces, part, done, all)
				}
				last = [2]int{done, all}
			}
			got, err := Read(t.Context(), opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sown(seed, s.Origin()), got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("what was sown (-) and what was read (+) differ: %s", diff)
			}
			if last[0] != last[1] {
				t.Errorf("the last piece was told as %d of %d", last[0], last[1])
			}
			requests, seen := 0, map[string]int{}
			for _, r := range s.Requests() {
				if r.Origin == dataversetest.Dataverse {
					requests++
					seen[r.Path]++
				}
				if r.Method != http.MethodGet && r.Origin == dataversetest.Dataverse {
					t.Errorf("%s %s was sent", r.Method, r.Path)
				}
			}
			for path, n := range seen {
				if n > 1 {
					t.Errorf("%s was asked for %d times", path, n)
				}
			}
			t.Logf("%d requests", requests)
			// Everything is a page, a role, or one of who the reader is, its name, and its privileges.
			users, teams := len(got.Users), len(got.Teams)
			if tt.name == "a large environment" && requests > 3+9+users*4+teams*2+len(got.RoleGrants)+len(got.Profiles)+(120+flowsPerPage-1)/flowsPerPage {
				t.Errorf("%d requests are more than pages and roles", requests)
			}
		})
	}
}

func TestReadingTwiceGivesTheSame(t *testing.T) {
	seed := dataversetest.Sample()
	seed.PageSize = 1
	opts := reader(t, dataversetest.Start(t, seed))
	first, err := Read(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Read(t.Context(), opts)
		if diff := cmp.Diff(first, again); diff != "" || err != nil {
			t.Fatal(diff, err)
		}
	}
}

func TestAllApplicationUsersAreReadWhenNoneIsNamed(t *testing.T) {
	s := dataversetest.Start(t, dataversetest.Sample())
	opts := reader(t, s)
	opts.AppIDs = nil
	got, err := Read(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, u := range got.Users {
		ids = append(ids, u.AppID)
	}
	if diff := cmp.Diff([]string{dataversetest.SampleAppID, dataversetest.SampleReaderAppID}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestFlowsAreLeftOutUnlessAskedFor(t *testing.T) {
	s := dataversetest.Start(t, dataversetest.Sample())
	opts := reader(t, s)
	opts.Flows = false
	got, err := Read(t.Context(), opts)
	if err != nil || len(got.Flows) != 0 || len(got.Missing) != 0 {
		t.Errorf("%d flows, missing %v, %v", len(got.Flows), got.Missing, err)
	}
	for _, r := range s.Requests() {
		if strings.Contains(r.Path, "/workflows") {
			t.Errorf("%s was asked for", r.Path)
		}
	}
}

// parts returns the parts that are missing.
func parts(e environment.Environment) []string {
	names := []string{}
	for _, m := range e.Missing {
		names = append(names, m.Part)
	}
	return names
}

func TestApplicationUsersThatAreNotAsExpected(t *testing.T) {
	unknown := "cccccccc-0000-4000-8000-000000000001"
	twin := func(change func(*environment.User)) func(*dataversetest.Seed) {
		return func(s *dataversetest.Seed) {
			u := s.Users[0]
			u.ID, u.Name = "11111111-0000-4000-8000-000000000099", "# twin"
			change(&u)
			s.Users = append(s.Users, u)
		}
	}
	for _, tt := range []struct {
		name   string
		ids    []string
		change func(*dataversetest.Seed)
		users  int
		parts  []string
		why    string
	}{
		{"one that is not there", []string{dataversetest.SampleAppID, strings.ToUpper(unknown)}, nil, 1, []string{environment.PartOf(environment.PartUser, unknown)}, "the reader finds no application user"},
		{"the same twice", []string{dataversetest.SampleAppID, "{" + strings.ToUpper(dataversetest.SampleAppID) + "}"}, nil, 1, []string{}, ""},
		{"two for one application", []string{dataversetest.SampleAppID}, twin(func(*environment.User) {}), 2, []string{environment.PartOf(environment.PartUser, dataversetest.SampleAppID)}, "2 application users answer"},
		{"two, one of them disabled", []string{dataversetest.SampleAppID}, twin(func(u *environment.User) { u.Disabled = true }), 2, []string{}, ""},
		{"two, both of them disabled", []string{dataversetest.SampleAppID}, func(s *dataversetest.Seed) {
			s.Users[0].Disabled = true
			twin(func(*environment.User) {})(s)
		}, 2, []string{environment.PartOf(environment.PartUser, dataversetest.SampleAppID)}, "2 application users answer"},
		{"two, one of them deleted", []string{dataversetest.SampleAppID}, twin(func(u *environment.User) { u.Deleted = true }), 2, []string{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			seed := dataversetest.Sample()
			if tt.change != nil {
				tt.change(&seed)
			}
			opts := reader(t, dataversetest.Start(t, seed))
			opts.AppIDs = tt.ids
			got, err := Read(t.Context(), opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.parts, parts(got)); diff != "" || len(got.Users) != tt.users {
				t.Errorf("%d users, missing: %s", len(got.Users), diff)
			}
			if tt.why != "" && !strings.Contains(got.Missing[0].Why, tt.why) {
				t.Errorf("the reason is %q", got.Missing[0].Why)
			}
		})
	}
}

func TestPrivilegesThatTheReaderLacksAreNamed(t *testing.T) {
	seed := dataversetest.Sample()
	seed.ReaderPrivileges = map[string]string{}
	for _, g := range auditor.Grants(needs(true)) {
		seed.ReaderPrivileges[g.Privilege] = "Global"
	}
	seed.ReaderPrivileges["prvReadWorkflow"] = "Basic"
	delete(seed.ReaderPrivileges, "prvReadTeam")
	got, err := Read(t.Context(), reader(t, dataversetest.Start(t, seed)))
	if err != nil {
		t.Fatal(err)
	}
	whys := map[string]string{}
	for _, m := range got.Missing {
		whys[m.Part] = m.Why
		if m.Fix == "" {
			t.Errorf("%s: nothing is said to do", m.Part)
		}
	}
	if whys[environment.PartFlows] != "the reader holds prvReadWorkflow at Basic only, so rows further away were not seen" {
		t.Errorf("flows: %q", whys[environment.PartFlows])
	}
	if whys[environment.PartTeams] != "the reader lacks prvReadTeam" {
		t.Errorf("teams: %q; missing are %v", whys[environment.PartTeams], got.Missing)
	}
	if len(got.Users) != 1 || len(got.Users[0].Roles) != 2 {
		t.Errorf("what may be read was not: %v", got.Users)
	}
}

// lists gives the lists of an environment by the start of the parts that may be missing from each.
func lists(e environment.Environment) map[string]any {
	var secured, plain []string
	for _, t := range e.Tables {
		plain = append(plain, t.LogicalName)
		secured = append(secured, t.Secured...)
	}
	users := slices.Clone(e.Users)
	var unexplained [][]string
	var userRoles, userTeams, userProfiles, teamRoles, teamProfiles [][]string
	for i, u := range users {
		userRoles, userTeams, userProfiles = append(userRoles, u.Roles), append(userTeams, u.Teams), append(userProfiles, u.Profiles)
		unexplained = append(unexplained, u.Unexplained)
		users[i].Roles, users[i].Teams, users[i].Profiles, users[i].Unexplained = nil, nil, nil, nil
	}
	for _, t := range e.Teams {
		teamRoles, teamProfiles = append(teamRoles, t.Roles), append(teamProfiles, t.Profiles)
	}
	return map[string]any{
		"organization": e.Name, "business-units": e.BusinessUnits, "reader": e.Reader, "application-user": users,
		"user-roles application-user": userRoles, "teams application-user": userTeams, "column-profiles application-user": userProfiles,
		"team-roles teams application-user": teamRoles, "column-profiles teams application-user": teamProfiles,
		"role user-roles team-roles teams application-user": e.RoleGrants, "column-profile teams application-user": e.Profiles,
		"held-privileges user-roles team-roles role teams application-user": unexplained, "tables": plain, "secured-columns tables": secured, "relationships many-to-many-relationships": e.Relationships,
		"custom-apis": e.CustomAPIs, "connection-references": e.References, "flows flow": e.Flows,
	}
}

// TestNoPartIsMissingSilently breaks each request in turn, in each way: what is then read is whole, or says what is not.
func TestNoPartIsMissingSilently(t *testing.T) {
	s := dataversetest.Start(t, dataversetest.Sample())
	whole, err := Read(t.Context(), reader(t, s))
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, r := range s.Requests() {
		if r.Origin == dataversetest.Dataverse {
			paths = append(paths, r.Path)
		}
	}
	if len(paths) < 20 {
		t.Fatalf("only %d requests", len(paths))
	}
	opts := reader(t, s)
	if _, err := opts.Credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{s.Origin() + "/.default"}}); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var broken string
	var answer http.HandlerFunc
	s.On(func(r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		return r.URL.RequestURI() == broken
	}, func(w http.ResponseWriter, r *http.Request) { answer(w, r) })
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
	}{
		{"cut", dataversetest.Cut},
		{"half of it", dataversetest.Truncate},
		{"refused", dataversetest.Status(http.StatusForbidden, "0x80040220", "is missing prvReadThing privilege")},
		{"something else", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{}`) }},
		{"a foreign link", dataversetest.NextLink("https://example.org/api/data/v9.2/x?$skiptoken=1")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			named := 0
			for _, path := range paths {
				mu.Lock()
				broken, answer = path, tt.answer
				mu.Unlock()
				got, err := Read(t.Context(), opts)
				if err != nil {
					if !strings.Contains(path, "WhoAmI") {
						t.Errorf("%s: nothing was read: %v", path, err)
					}
					continue
				}
				if len(got.Missing) > 0 {
					named++
				}
				want, have := lists(whole), lists(got)
				for key, value := range want {
					if !cmp.Equal(value, have[key], cmpopts.EquateEmpty()) && !slices.ContainsFunc(got.Missing, func(m environment.Missing) bool {
						part, _, _ := strings.Cut(m.Part, ":")
						return slices.Contains(strings.Fields(key), strings.TrimSuffix(part, "s")) || slices.Contains(strings.Fields(key), part)
					}) {
						t.Errorf("%s: %s differs and is not named: %v", path, key, got.Missing)
					}
				}
				for _, m := range got.Missing {
					if m.Part == "" || m.Why == "" || m.Fix == "" || strings.Contains(m.Why+m.Fix, "PLANTED") {
						t.Errorf("%s: %v", path, m)
					}
				}
			}
			if tt.name != "a foreign link" && named < len(paths)-2 { // a link in what has no pages is not followed
				t.Errorf("%d of %d broken requests were named", named, len(paths))
			}
		})
	}
}

func TestARoleThatCannotBeReadIsNamed(t *testing.T) {
	s := dataversetest.Start(t, dataversetest.Sample())
	opts := reader(t, s)
	s.On(dataversetest.To(dataversetest.Dataverse, "RetrieveRolePrivilegesRole(RoleId=33333333-0000-4000-8000-000000000001)"),
		dataversetest.Status(http.StatusNotFound, "0x80040217", "role With Id = 33333333 Does Not Exist"))
	got, err := Read(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	want := []environment.Missing{{Part: "role:Account Integration", Why: "what was asked for does not exist, or was deleted in the meantime", Fix: "Read the environment again."}}
	if diff := cmp.Diff(want, got.Missing); diff != "" || len(got.RoleGrants) != 3 || len(got.Roles) != 4 {
		t.Errorf("%d roles with %d grants: %s", len(got.Roles), len(got.RoleGrants), diff)
	}
}

func TestOneCutConnectionDoesNoHarm(t *testing.T) {
	seed := dataversetest.Sample()
	s := dataversetest.Start(t, seed)
	opts := reader(t, s)
	var mu sync.Mutex
	seen := map[string]bool{}
	s.On(func(r *http.Request) bool { // the first time that anything is asked for
		mu.Lock()
		defer mu.Unlock()
		first := !seen[r.URL.RequestURI()]
		seen[r.URL.RequestURI()] = true
		return first && strings.HasPrefix(r.URL.Path, "/api/data/")
	}, dataversetest.CutHalfway)
	got, err := Read(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sown(seed, s.Origin()), got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestWaitsAreTold(t *testing.T) {
	s := dataversetest.Start(t, dataversetest.Sample())
	opts := reader(t, s)
	s.On(dataversetest.First(1, dataversetest.To(dataversetest.Dataverse, "/businessunits")), dataversetest.Throttle(1))
	var waits []time.Duration
	opts.Waiting = func(d time.Duration) { waits = append(waits, d) }
	got, err := Read(t.Context(), opts)
	if diff := cmp.Diff([]time.Duration{time.Second}, waits); diff != "" || err != nil || len(got.Missing) != 0 {
		t.Error(diff, err, got.Missing)
	}
}

func TestNothingIsReadWhere(t *testing.T) {
	refused := func(status int, code, message string) func(*dataversetest.Server, *Options) {
		return func(s *dataversetest.Server, _ *Options) {
			s.On(dataversetest.To(dataversetest.Dataverse, "WhoAmI"), dataversetest.Status(status, code, message))
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*dataversetest.Server, *Options)
		want   string
	}{
		{"the host is not one of Dataverse", func(_ *dataversetest.Server, o *Options) { o.AnyHost = false }, "127.0.0.1"},
		{"the address is none", func(_ *dataversetest.Server, o *Options) { o.URL = "contoso" }, "expected is one like"},
		{"an application id is none", func(_ *dataversetest.Server, o *Options) { o.AppIDs = []string{"x' or 1 eq 1"} }, "is not a GUID"},
		{"another organisation answers", func(_ *dataversetest.Server, o *Options) { o.OrganizationID = "97793ec4-ace2-4e11-9049-000000000000" }, "was expected"},
		{"the reader is no user", refused(http.StatusForbidden, "0x80072560", "The user is not a member of the organization."), "0x80072560"},
		{"the service does not let it in", refused(http.StatusUnauthorized, "", ""), "answered 401"},
		{"something else answers", func(s *dataversetest.Server, _ *Options) {
			s.On(dataversetest.To(dataversetest.Dataverse, "WhoAmI"), func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"ok":true}`) })
		}, "not one of Dataverse"},
		{"a page to sign in at answers", func(s *dataversetest.Server, _ *Options) {
			s.On(dataversetest.To(dataversetest.Dataverse, "WhoAmI"), func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `<html>`) })
		}, "not the JSON expected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := dataversetest.Start(t, dataversetest.Sample())
			opts := reader(t, s)
			tt.change(s, &opts)
			got, err := Read(t.Context(), opts)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("read, or an error that does not say why not: %v", err)
			}
			if diff := cmp.Diff(environment.Environment{}, got); diff != "" {
				t.Error(diff)
			}
			if n := len(s.Requests()); n > 3 {
				t.Errorf("%d requests for nothing", n)
			}
		})
	}
}

func TestEndingTheContextEndsTheReading(t *testing.T) {
	seed := dataversetest.Sample()
	for _, part := range []string{"WhoAmI", "EntityDefinitions", "/systemusers?", "RetrieveRolePrivilegesRole"} {
		s := dataversetest.Start(t, seed)
		opts := reader(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		s.On(dataversetest.To(dataversetest.Dataverse, part), func(w http.ResponseWriter, r *http.Request) {
			cancel()
			dataversetest.Slow(w, r)
		})
		if _, err := Read(ctx, opts); !errors.Is(err, context.Canceled) {
			t.Errorf("ended at %s: %v", part, err)
		}
		cancel()
	}
}

func TestNothingReadHoldsATokenOrSecret(t *testing.T) {
	s := dataversetest.Start(t, dataversetest.Sample())
	opts := reader(t, s)
	s.On(dataversetest.To(dataversetest.Dataverse, "/businessunits"), func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `{"error":{"code":"0x1","message":"no"}}`)
	})
	got, err := Read(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", got); strings.Contains(text, dataversetest.TokenMarker) || strings.Contains(text, "PLANTED") {
		t.Error("a token or secret is in what was read")
	}
}

func TestQueriesAreEncodedForEveryReader(t *testing.T) {
	for _, text := range []string{"name eq 'a b+c&d#e%f'", "Attributes($select=A;$filter=B eq true)", `["prvReadAccount"]`, "ä\r\n"} {
		q := query("$filter", text)
		values, err := url.ParseQuery(strings.TrimPrefix(q, "?"))
		if err != nil || values.Get("$filter") != text || strings.Contains(q, "+") {
			t.Errorf("%q became %q, read as %q, %v", text, q, values.Get("$filter"), err)
		}
	}
}

func TestWithoutAClockNothingThatEndsCanBeJudged(t *testing.T) {
	for _, date := range [][]string{nil, {"yesterday"}} {
		s := dataversetest.Start(t, dataversetest.Sample())
		opts := reader(t, s)
		s.On(dataversetest.To(dataversetest.Dataverse, "WhoAmI"), func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Date"] = date
			fmt.Fprintf(w, `{"UserId":%q,"OrganizationId":%q}`, dataversetest.Sample().Reader.UserID, gid(2))
		})
		e, err := Read(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{environment.PartClock}, parts(e)); diff != "" || !e.ReadAt.IsZero() {
			t.Errorf("%q: read at %v, missing %s", date, e.ReadAt, diff)
		}
		saved(t, e)
	}
}

func TestTasksRunOnAFewWorkers(t *testing.T) {
	r := &reading{}
	ctx, end := context.WithCancelCause(t.Context())
	defer end(nil)
	r.end = end
	var running, most, ran atomic.Int64
	tasks := make([]task, 2000)
	for i := range tasks {
		tasks[i] = task{fmt.Sprint("part:", i), func(context.Context) error {
			most.Store(max(most.Load(), running.Add(1)))
			ran.Add(1)
			time.Sleep(time.Microsecond)
			running.Add(-1)
			if i%1000 == 0 {
				return errors.New("broken")
			}
			return nil
		}}
	}
	r.together(ctx, tasks)
	if ran.Load() != 2000 || r.done != 2000 || most.Load() > workers || len(r.missed()) != 2 {
		t.Errorf("%d tasks ran, %d at once, %d were told, missing %v", ran.Load(), most.Load(), r.done, r.missing)
	}
	r.together(ctx, nil)
}
