package environment

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What the platform may say one day, or says of odd rows, must not cost the whole reading.
func TestOneOddValueDoesNotLoseTheSnapshot(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC) }
	for name, change := range map[string]func(*Environment){
		"a team of a kind that nobody knows":         func(e *Environment) { e.Teams[0].Kind = "type-4" },
		"an access mode that nobody knows":           func(e *Environment) { e.Users[0].AccessMode = 6 },
		"an inheritance that nobody knows":           func(e *Environment) { e.Roles[0].Inherited = ptr(2) },
		"a state that nobody knows":                  func(e *Environment) { e.Flows[0].State = 3 },
		"a binding type that nobody knows":           func(e *Environment) { e.CustomAPIs[0].BindingType = 3 },
		"a right that nobody knows":                  func(e *Environment) { e.Tables[0].Privileges[0].Right = "Undelete" },
		"a custom API without a name":                func(e *Environment) { e.CustomAPIs[0].UniqueName = "" },
		"a table privilege without a name":           func(e *Environment) { e.Tables[0].Privileges[0].Name = "" },
		"a relationship without a name":              func(e *Environment) { e.Relationships[0].Name = "" },
		"a connection reference without a name":      func(e *Environment) { e.References[0].LogicalName = "" },
		"a permission without a column":              func(e *Environment) { e.Profiles[0].Permissions[0].Column = "" },
		"a flow without a name":                      func(e *Environment) { e.Flows[0].Name = "" },
		"an owner whose id is none":                  func(e *Environment) { e.Registrations[0].Owners[0].ID = "x" },
		"a permission whose ids are none":            func(e *Environment) { e.Registrations[0].Permissions[0] = Permission{} },
		"a credential without an id":                 func(e *Environment) { e.Registrations[0].Secrets[0].ID = "" },
		"a registration without an object id":        func(e *Environment) { e.Registrations[0].ObjectID = "" },
		"a day that is not known":                    func(e *Environment) { e.Audit.Observations[0].Last = time.Time{} },
		"a credential that ends in 2299":             func(e *Environment) { e.Registrations[0].Secrets[0].End = day(2299) },
		"a credential that ends in 9999":             func(e *Environment) { e.Registrations[0].Secrets[0].End = day(9999) },
		"a credential that began in the middle ages": func(e *Environment) { e.Registrations[0].Secrets[0].Start = day(1066) },
		"a credential that ends after 9999 in UTC": func(e *Environment) {
			e.Registrations[0].Secrets[0].End = time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -14*3600))
		},
		"a role, team and user that name no unit": func(e *Environment) {
			e.Roles[0].BusinessUnit, e.Teams[0].BusinessUnit, e.Users[0].BusinessUnit = "", "", ""
			e.Missing = append(e.Missing, Missing{Part: PartBusinessUnits, Why: "not said", Fix: "Ask."})
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := Sort(specimen())
			change(&e)
			var b bytes.Buffer
			if err := Write(&b, e); err != nil {
				t.Fatal(err)
			}
			got, err := Read("env.json", b.Bytes())
			if diff := cmp.Diff(Sort(e), got); diff != "" || err != nil {
				t.Errorf("%v, %s", err, diff)
			}
		})
	}
}
