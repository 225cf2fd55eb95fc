package environment

import (
	"fmt"
	"strings"

	"rolefit/flowparse/source"
)

// Problem is something about an environment that cannot be: what is named and not described, or described twice.
type Problem struct {
	Line    int    // counted from 1, in the snapshot file; 0 for an environment that was not read from one
	Column  int    // in bytes, counted from 1
	Pointer string // JSON pointer (RFC 6901) in the snapshot; empty: the whole file
	Message string // what is wrong, and what was expected
}

// Problems returns what does not fit together in an environment, in the order of its lists: ids that are described twice,
// ids that nothing describes, and roles whose grants were not read, unless Missing says that they could not be read.
// Results for an environment with problems are not complete.
func (e Environment) Problems() []Problem {
	c := checker{absence: e.absence()}
	c.duplicates(e)
	c.units(e)
	c.users(e)
	c.teams(e)
	c.roles(e)
	for i, f := range e.Flows {
		if f.Definition == "" && !c.lacks(PartFlows, PartFlow, f.ID, f.Name) {
			c.add("/flows", i, "/definition", "the flow has no definition, and missing does not say why")
		}
	}
	return c.problems
}

type checker struct {
	absence
	problems []Problem
}

func (c *checker) add(list string, index int, member, message string) {
	c.problems = append(c.problems, Problem{Pointer: fmt.Sprintf("%s/%d%s", list, index, member), Message: message})
}

// duplicates finds what is described twice.
func (c *checker) duplicates(e Environment) {
	twice(c, "/businessUnits", e.BusinessUnits, func(b BusinessUnit) string { return b.ID })
	twice(c, "/users", e.Users, func(u User) string { return u.ID })
	twice(c, "/teams", e.Teams, func(t Team) string { return t.ID })
	twice(c, "/roles", e.Roles, func(r Role) string { return r.ID })
	twice(c, "/roleGrants", e.RoleGrants, func(g RoleGrants) string { return g.Root })
	twice(c, "/columnProfiles", e.Profiles, func(p Profile) string { return p.ID })
	twice(c, "/tables", e.Tables, func(t Table) string { return strings.ToLower(t.LogicalName) })
	twice(c, "/customApis", e.CustomAPIs, func(a CustomAPI) string { return strings.ToLower(a.UniqueName) })
	twice(c, "/connectionReferences", e.References, func(r ConnectionReference) string { return strings.ToLower(r.LogicalName) })
	twice(c, "/flows", e.Flows, func(f Flow) string { return f.ID })
	twice(c, "/connections", e.Connections, func(x Connection) string { return strings.ToLower(x.Connector + "/" + x.ID) })
	twice(c, "/appRegistrations", e.Registrations, func(r Registration) string { return r.AppID })
}

func twice[T any](c *checker, list string, items []T, id func(T) string) {
	first := map[string]int{}
	for i, item := range items {
		if at, seen := first[id(item)]; seen {
			c.add(list, i, "", fmt.Sprintf("the same is described at %s/%d", list, at))
			continue
		}
		first[id(item)] = i
	}
}

func index[T any](items []T, id func(T) string) map[string]bool {
	found := make(map[string]bool, len(items))
	for _, item := range items {
		found[id(item)] = true
	}
	return found
}

// units checks that business units form one tree.
func (c *checker) units(e Environment) {
	if c.lacks(PartBusinessUnits, "") {
		return
	}
	parents := map[string]string{}
	for _, b := range e.BusinessUnits {
		parents[b.ID] = b.Parent
	}
	root := ""
	for i, b := range e.BusinessUnits {
		if b.Parent == "" {
			if root != "" && root != b.ID {
				c.add("/businessUnits", i, "", "a second business unit has no parent; an environment has one root")
			}
			root = b.ID
			continue
		}
		c.known("/businessUnits", i, "/parent", "business unit", parents, b.Parent)
	}
	if root == "" {
		c.problems = append(c.problems, Problem{Pointer: "/businessUnits", Message: "no business unit is the root: one has no parent"})
		return
	}
	// rooted remembers which units lead to a root or out of the list, so that each is walked once.
	rooted := map[string]bool{"": true}
	for i, b := range e.BusinessUnits {
		var way []string
		at, onWay := b.ID, map[string]bool{}
		for !rooted[at] && !onWay[at] {
			onWay[at] = true
			way = append(way, at)
			at = parents[at]
		}
		if onWay[at] {
			c.add("/businessUnits", i, "/parent", "the parents go round in a circle")
		}
		for _, id := range way {
			rooted[id] = true
		}
	}
}

// known checks that a business unit that is named is described.
func (c *checker) known(list string, i int, member, kind string, described map[string]string, id string) {
	if _, ok := described[id]; !ok {
		c.add(list, i, member, fmt.Sprintf("nothing describes the %s %s", kind, source.Quoted(id)))
	}
}

// unitProblem says what is wrong with a business unit that nothing describes.
func unitProblem(id string) string {
	if id == "" {
		return "nothing says which business unit it belongs to"
	}
	return "nothing describes the business unit " + source.Quoted(id)
}

func (c *checker) users(e Environment) {
	units := index(e.BusinessUnits, func(b BusinessUnit) string { return b.ID })
	roles := index(e.Roles, func(r Role) string { return r.ID })
	teams := index(e.Teams, func(t Team) string { return t.ID })
	profiles := index(e.Profiles, func(p Profile) string { return p.ID })
	for i, u := range e.Users {
		if !units[u.BusinessUnit] && !c.lacks(PartBusinessUnits, "") {
			c.add("/users", i, "/businessUnit", unitProblem(u.BusinessUnit))
		}
		c.each("/users", i, "/roles", u.Roles, roles, PartRoles, PartRole)
		c.each("/users", i, "/teams", u.Teams, teams, PartTeams, PartTeam)
		c.each("/users", i, "/columnProfiles", u.Profiles, profiles, PartProfiles, PartProfile)
	}
	if e.Audit == nil {
		return
	}
	users := index(e.Users, func(u User) string { return u.ID })
	for i, o := range e.Audit.Observations {
		if !users[o.User] {
			c.add("/audit/observations", i, "/user", "nothing describes the user "+source.Quoted(o.User))
		}
	}
}

func (c *checker) teams(e Environment) {
	units := index(e.BusinessUnits, func(b BusinessUnit) string { return b.ID })
	roles := index(e.Roles, func(r Role) string { return r.ID })
	profiles := index(e.Profiles, func(p Profile) string { return p.ID })
	for i, t := range e.Teams {
		if !units[t.BusinessUnit] && !c.lacks(PartBusinessUnits, "") {
			c.add("/teams", i, "/businessUnit", unitProblem(t.BusinessUnit))
		}
		c.each("/teams", i, "/roles", t.Roles, roles, PartRoles, PartRole)
		c.each("/teams", i, "/columnProfiles", t.Profiles, profiles, PartProfiles, PartProfile)
	}
}

// each checks that every id of a list is described, unless Missing says why it is not.
func (c *checker) each(list string, i int, member string, ids []string, described map[string]bool, part, one string) {
	for j, id := range ids {
		if !described[id] && !c.lacks(part, one, id) {
			c.add(list, i, fmt.Sprintf("%s/%d", member, j), "nothing describes the "+wordOf(one)+" "+source.Quoted(id)+", and missing does not say why")
		}
	}
}

// wordOf is a kind of part as messages name it.
func wordOf(kind string) string {
	if kind == PartProfile {
		return "column security profile"
	}
	return kind
}

func (c *checker) roles(e Environment) {
	units := index(e.BusinessUnits, func(b BusinessUnit) string { return b.ID })
	grants := index(e.RoleGrants, func(g RoleGrants) string { return g.Root })
	for i, r := range e.Roles {
		if !units[r.BusinessUnit] && !c.lacks(PartBusinessUnits, "") {
			c.add("/roles", i, "/businessUnit", unitProblem(r.BusinessUnit))
		}
		if !grants[r.Root] && !c.lacks(PartRoles, PartRole, r.ID, r.Root, r.Name) {
			c.add("/roles", i, "/root", "roleGrants does not say what the role grants, and missing does not say why")
		}
	}
}
