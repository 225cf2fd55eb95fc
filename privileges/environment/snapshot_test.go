package environment

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func write(t *testing.T, e Environment) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, e); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	raw := write(t, specimen())
	got, err := Read("env.json", raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Sort(specimen()), got); diff != "" {
		t.Error(diff)
	}
	sameInAnyOrder := []cmp.Option{
		cmpopts.SortSlices(func(a, b any) bool { return bytes.Compare(written(a), written(b)) < 0 }), cmpopts.EquateEmpty(),
	}
	if diff := cmp.Diff(specimen(), got, sameInAnyOrder...); diff != "" {
		t.Errorf("something was lost: %s", diff)
	}
	if !bytes.HasPrefix(raw, []byte("{\n  \"$schema\": \"urn:rolefit:schema:snapshot-1\",\n  \"format\": \"rolefit-snapshot/1\",\n")) {
		t.Errorf("the snapshot begins with %.80s", raw)
	}
}

func TestTheSameReadingGivesTheSameBytesInWhateverOrderItArrived(t *testing.T) {
	want := write(t, specimen())
	for seed := range uint64(50) {
		if diff := cmp.Diff(string(want), string(write(t, shuffled(specimen(), seed)))); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestSortLeavesItsArgumentAlone(t *testing.T) {
	e := shuffled(specimen(), 3)
	before := written(e)
	Sort(e)
	if !bytes.Equal(before, written(e)) {
		t.Error("the argument was changed")
	}
}

func TestWriteLeavesOutSecretsWhoeverReadTheFlows(t *testing.T) {
	e := specimen()
	e.Flows[0].Definition = `{"inputs":{"authentication":{"type":"Basic","password":"hunter2"}}}`
	if raw := write(t, e); bytes.Contains(raw, []byte("hunter2")) {
		t.Error("a secret was written")
	}
	e.Flows[0].Definition = `{"password":"hunter2`
	var b bytes.Buffer
	if err := Write(&b, e); !errors.Is(err, ErrClientData) || strings.Contains(err.Error(), "hunter2") || b.Len() > 0 {
		t.Errorf("error = %v, %d bytes written", err, b.Len())
	}
}

// edited is the specimen's snapshot with a text replaced.
func edited(t *testing.T, from, to string) []byte {
	t.Helper()
	raw := string(write(t, specimen()))
	if !strings.Contains(raw, from) {
		t.Fatalf("the snapshot does not hold %s", from)
	}
	return []byte(strings.Replace(raw, from, to, 1))
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"another version":            {edited(t, Format, "rolefit-snapshot/2"), `env.json:1:1: the snapshot has the format "rolefit-snapshot/2" and this version of rolefit reads rolefit-snapshot/1`},
		"no snapshot":                {[]byte(`{"roles":[]}`), `env.json:1:1: the file is not a snapshot: it does not begin with "format"`},
		"a list":                     {[]byte(`[]`), `the file is not a snapshot`},
		"another file":               {[]byte(`{"format":"hunter2"}`), `the file is not a snapshot: its format is not rolefit-snapshot/1`},
		"nothing":                    {nil, `env.json:1:1: not valid JSON`},
		"cut off":                    {write(t, specimen())[:400], `was the file cut off or edited?`},
		"a key that nobody knows":    {edited(t, `"isinherited": 1`, `"isinherited": 1, "zeta": 1, "alpha": 2`), `/roles/0: unknown keys: 'alpha', 'zeta'`},
		"a name twice":               {edited(t, `"isinherited": 1`, `"isinherited": 1, "isinherited": 0`), `a name occurs twice`},
		"a key that lacks":           {edited(t, `"depth": "Basic"`, `"id": "`+id(1)+`"`), `/roleGrants/0/grants/0: missing properties: 'depth'`},
		"a depth that nobody knows":  {edited(t, `"depth": "Local"`, `"depth": "local"`), `/roleGrants/0/grants/1/depth: value must be one of "Basic", "Local", "Deep", "Global", "RecordFilter"`},
		"an id in braces":            {edited(t, `"`+id(10)+`"`, `"{`+strings.ToUpper(id(10))+`}"`), `/users/0/id: expected a GUID in lower case without braces`},
		"no address":                 {edited(t, `https://contoso.crm.dynamics.com`, `contoso`), `/url: expected the origin of an environment`},
		"a day without a calendar":   {edited(t, `2026-11-26T09:30:00Z`, `2026-19-39T09:30:00Z`), `a value cannot be read`},
		"a team nobody describes":    {edited(t, `"`+id(31)+`"`, `"`+id(32)+`"`), `/users/0/teams/1: nothing describes the team "` + id(32) + `"`},
		"a role nobody describes":    {edited(t, `"`+id(20)+`"`, `"`+id(29)+`"`), `/users/0/roles/0: nothing describes the role "` + id(29) + `"`},
		"a role without grants":      {edited(t, `"role:Unread"`, `"role:Other"`), `/roles/2/root: roleGrants does not say what the role grants`},
		"a flow without definition":  {edited(t, `"flow:Broken"`, `"flow:Other"`), `/flows/2/definition: the flow has no definition`},
		"an id twice":                {edited(t, `"id": "`+id(31)+`"`, `"id": "`+id(30)+`"`), `/teams/1: the same is described at /teams/0`},
		"a unit nobody describes":    {edited(t, `"businessUnit": "`+id(own)+`"`, `"businessUnit": "`+id(stranger)+`"`), `/users/0/businessUnit: nothing describes the business unit`},
		"a parent nobody describes":  {edited(t, `"parent": "`+id(own)+`"`, `"parent": "`+id(stranger)+`"`), `/businessUnits/3/parent: nothing describes the business unit`},
		"two roots":                  {edited(t, "\"name\": \"Child\",\n      \"parent\": \""+id(own)+`"`, `"name": "Child"`), `a second business unit has no parent`},
		"parents in a circle":        {edited(t, `"parent": "`+id(parent)+`"`, `"parent": "`+id(child)+`"`), `the parents go round in a circle`},
		"somebody's observations":    {edited(t, `"user": "`+id(10)+`"`, `"user": "`+id(19)+`"`), `/audit/observations/0/user: nothing describes the user`},
		"a number that is too large": {edited(t, `"count": 1`, `"count": 1e30`), `the number is too large, or is not whole`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read("env.json", c.raw)
			var invalid *Error
			if !errors.As(err, &invalid) {
				t.Fatalf("error = %v", err)
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error = %v\nwant %s", err, c.want)
			}
			if !cmp.Equal(got, Environment{}) {
				t.Error("a broken snapshot gave an environment")
			}
			for range 5 {
				if _, again := Read("env.json", c.raw); again.Error() != err.Error() {
					t.Errorf("the error changes:\n%v\n%v", err, again)
				}
			}
		})
	}
}

func TestReadRefusesWhatIsTooLarge(t *testing.T) {
	if _, err := Read("env.json", make([]byte, MaxSize+1)); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("error = %v", err)
	}
}

func TestAnErrorListsSoManyProblemsAndCountsTheRest(t *testing.T) {
	e := specimen()
	for i := range 80 {
		e.Users[0].Roles = append(e.Users[0].Roles, id(1000+i))
	}
	var invalid *Error
	if err := Write(&bytes.Buffer{}, e); !errors.As(err, &invalid) || len(invalid.Problems) != maxProblems || invalid.Omitted != 80-maxProblems {
		t.Errorf("error = %v", err)
	}
}

func TestWhatMissingNamesIsNoProblem(t *testing.T) {
	e := specimen()
	e.Users[0].Teams = append(e.Users[0].Teams, id(39))
	if len(e.Problems()) != 1 {
		t.Fatalf("problems = %v", e.Problems())
	}
	for _, part := range []string{PartTeams, PartOf(PartTeam, id(39))} {
		named := e
		named.Missing = append(slices.Clone(e.Missing), Missing{Part: part, Why: "w", Fix: "f"})
		if problems := named.Problems(); len(problems) > 0 {
			t.Errorf("%s: problems = %v", part, problems)
		}
	}
}

// TestTheSchemaNamesEveryField holds the schema against the types: the same keys, and those that are left out when empty
// are not required.
func TestTheSchemaNamesEveryField(t *testing.T) {
	type node struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Required   []string                   `json:"required"`
		Ref        string                     `json:"$ref"`
		Items      *node                      `json:"items"`
		Defs       map[string]*node           `json:"$defs"`
	}
	var top node
	if err := json.Unmarshal(Schema(), &top); err != nil {
		t.Fatal(err)
	}
	checked := 0
	var check func(at string, n *node, typ reflect.Type)
	check = func(at string, n *node, typ reflect.Type) {
		checked++
		var all, required []string
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			all = append(all, name)
			if options == "" {
				required = append(required, name)
			}
			raw, ok := n.Properties[name]
			if !ok {
				continue
			}
			var property node
			if err := json.Unmarshal(raw, &property); err != nil {
				t.Fatal(err)
			}
			inner, of := f.Type, &property
			if of.Items != nil {
				of, inner = of.Items, inner.Elem()
			}
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if def := top.Defs[strings.TrimPrefix(of.Ref, "#/$defs/")]; def != nil && inner.Kind() == reflect.Struct && inner.String() != "time.Time" {
				check(at+"/"+name, def, inner)
			}
		}
		var names []string
		for name := range n.Properties {
			if at != "" || name != "$schema" && name != "format" {
				names = append(names, name)
			}
		}
		needed := slices.DeleteFunc(slices.Clone(n.Required), func(s string) bool { return at == "" && s == "format" })
		sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
		if diff := cmp.Diff(all, names, sorted); diff != "" {
			t.Errorf("keys of %q: %s", at, diff)
		}
		if diff := cmp.Diff(required, needed, sorted); diff != "" {
			t.Errorf("required keys of %q: %s", at, diff)
		}
	}
	check("", &top, reflect.TypeFor[Environment]())
	if checked < 20 {
		t.Errorf("only %d types were checked", checked)
	}
}

func FuzzRead(f *testing.F) {
	var raw bytes.Buffer
	if err := Write(&raw, specimen()); err != nil {
		f.Fatal(err)
	}
	f.Add(raw.Bytes())
	f.Add([]byte(`{"format":"rolefit-snapshot/1"}`))
	f.Add([]byte("\xef\xbb\xbf{"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := Read("env.json", raw)
		if err != nil {
			return
		}
		for _, flow := range e.Flows {
			if redacted, err := Redact(flow.Definition); err != nil || redacted != flow.Definition {
				return // written by hand
			}
		}
		var b bytes.Buffer
		if err := Write(&b, e); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := Read("env.json", b.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(e, again); diff != "" {
			t.Fatal(diff)
		}
		for _, u := range e.Users {
			e.Held(u)
			e.ConnectionsOf(u)
		}
	})
}
