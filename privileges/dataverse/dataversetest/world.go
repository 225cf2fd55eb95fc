package dataversetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"rolefit/privileges/environment"
)

// world is a seed as the tables of an environment.
type world struct {
	seed       Seed
	sets       map[string]*set
	privileges map[string]privilege // by name in lower case
	units      map[string]string    // parent by business unit
}

// set is one table with its rows.
type set struct {
	name       string // entity set name, "systemusers"
	table      string // logical name, "systemuser"
	code       int    // object type code
	key        string // primary id column
	read       string // privilege that reading takes; empty: none
	columns    []column
	navigation map[string]navigation // collection-valued
	rows       []row
	byKey      map[string]row
}

// column is one column with its Edm type, "Guid", "String", "Int32", "Boolean" or "DateTimeOffset".
type column struct {
	name, kind string
	target     string // of a lookup: the entity set of its rows, "" when there is none to follow
}

// row is the values of one row by column: string, int, bool or nil.
type row map[string]any

// navigation is a collection-valued navigation property.
type navigation struct {
	target string              // entity set name
	links  map[string][]string // keys of the target by key
}

// rootUnit is the business unit without a parent.
func (w *world) rootUnit() string {
	for _, unit := range w.seed.BusinessUnits {
		if unit.Parent == "" {
			return unit.ID
		}
	}
	return stable("business unit", "root")
}

// stable makes an id that is the same in every run.
func stable(parts ...string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://dataversetest/"+strings.Join(parts, "/"))).String()
}

// orNull is what the platform writes for a value that is not there.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func newWorld(seed Seed) (*world, error) {
	w := &world{seed: seed, sets: map[string]*set{}, privileges: map[string]privilege{}, units: map[string]string{}}
	for _, unit := range seed.BusinessUnits {
		w.units[unit.ID] = unit.Parent
	}
	w.addPrivileges()
	for _, s := range []*set{
		w.organizations(), w.businessUnits(), w.users(), w.teams(), w.roles(), w.profiles(), w.permissions(),
		w.privilegeRows(), w.rolePrivileges(), w.references(), w.workflows(), w.customAPIs(), w.audits(),
	} {
		s.byKey = make(map[string]row, len(s.rows))
		for _, r := range s.rows {
			key, ok := r[s.key].(string)
			if !ok || uuid.Validate(key) != nil || key != strings.ToLower(key) {
				return nil, fmt.Errorf("the seed has a row of %s with the id %q; ids are lower-case GUIDs", s.name, key)
			}
			if s.byKey[key] != nil {
				return nil, fmt.Errorf("the seed has two rows of %s with the id %s", s.name, key)
			}
			s.byKey[key] = r
		}
		w.sets[s.name] = s
	}
	return w, w.linked()
}

// linked checks that links lead to rows, so that a test does not look for a row that its seed lacks.
func (w *world) linked() error {
	for name, s := range w.sets {
		for property, n := range s.navigation {
			for from, ids := range n.links {
				for _, id := range ids {
					if w.sets[n.target].byKey[id] == nil {
						return fmt.Errorf("the seed has a row %s of %s whose %s names %s, which is no row of %s", from, name, property, id, n.target)
					}
				}
			}
		}
	}
	return nil
}

// within says whether a business unit is another one or below it. A seed whose units form a ring ends too.
func (w *world) within(unit, above string) bool {
	for range len(w.units) + 1 {
		if unit == above {
			return true
		}
		parent, ok := w.units[unit]
		if !ok || parent == "" {
			return false
		}
		unit = parent
	}
	return false
}

// user finds the user with an id.
func (w *world) user(id string) (environment.User, bool) {
	at := slices.IndexFunc(w.seed.Users, func(u environment.User) bool { return u.ID == id })
	if at >= 0 {
		return w.seed.Users[at], true
	}
	if id != "" && id == w.seed.Reader.UserID {
		return environment.User{
			ID: id, AppID: w.seed.ReaderAppID, Name: w.seed.Reader.Name, AccessMode: 4, BusinessUnit: w.rootUnit(),
			DirectoryObject: stable("directory object", id),
		}, true
	}
	return environment.User{}, false
}

// signedIn finds the user that a client id signs in as.
func (w *world) signedIn(appID string) (environment.User, bool) {
	if appID == "" {
		return environment.User{}, false
	}
	for _, u := range w.seed.Users {
		if strings.EqualFold(u.AppID, appID) && !u.Deleted {
			return u, true
		}
	}
	if strings.EqualFold(w.seed.ReaderAppID, appID) {
		return w.user(w.seed.Reader.UserID)
	}
	return environment.User{}, false
}
