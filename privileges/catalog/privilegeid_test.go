package catalog

import "testing"

func TestAPrivilegeIsFoundByItsID(t *testing.T) {
	c := New()
	p, ok := c.PrivilegeByID("886b280c-6396-4d56-a0a3-2c1b0a50ceb0")
	if !ok || p.Name != "prvReadAccount" {
		t.Errorf("%+v, %v", p, ok)
	}
	for _, id := range []string{"", "886b280c-6396-4d56-a0a3-2c1b0a50ceb1"} {
		if p, ok := c.PrivilegeByID(id); ok {
			t.Errorf("%q is %s", id, p.Name)
		}
	}
}

func TestNoTwoPrivilegesShareAnID(t *testing.T) {
	c := New()
	seen := map[string]string{}
	for record, err := range c.privileges.All() {
		if err != nil {
			t.Fatal(err)
		}
		id, name := record.Field(5), record.Field(0)
		if id == "" {
			continue
		}
		if other, again := seen[id]; again {
			t.Errorf("%s and %s have the id %s", other, name, id)
		}
		seen[id] = name
		if p, ok := c.PrivilegeByID(id); !ok || p.Name != name || p.ID != id {
			t.Fatalf("%s is found as %+v", name, p)
		}
	}
	if len(seen) < 500 {
		t.Errorf("only %d ids are known", len(seen))
	}
}
