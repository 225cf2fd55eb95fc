package catalog

import "fmt"

// PrivilegeByID returns the privilege with the id, a lower-case GUID without braces. Ids are known of the privileges that
// have the same id in every organisation and were seen with it: some 800, the older tables' above all. The first question
// reads every privilege.
func (c *Catalog) PrivilegeByID(id string) (Privilege, bool) {
	name, ok := c.privilegeIDs()[id]
	if !ok {
		return Privilege{}, false
	}
	return c.Privilege(name)
}

func (c *Catalog) readPrivilegeIDs() map[string]string {
	names := map[string]string{}
	for record, err := range c.privileges.All() {
		if err != nil {
			panic(fmt.Sprintf("catalog: %v", err))
		}
		if id := record.Field(5); id != "" {
			names[id] = record.Field(0)
		}
	}
	return names
}
