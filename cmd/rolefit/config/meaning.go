package config

import (
	"fmt"
	"strings"

	"rolefit/flowparse/source"
)

// none stands for an empty list where a pin may say that there is no table.
const none = "none"

// checkMeaning returns what the schema cannot say: statements that contradict or repeat each other. It passes over what
// does not fit the schema.
func checkMeaning(root *value) []Problem {
	m := meaning{root: root}
	m.users()
	m.unique("environments", "expression", "expression")
	m.unique("variables", "variable", "name")
	m.unique("tables", "node", "flow", "node")
	m.unique("lookups", "lookup", "flow", "node", "lookup")
	m.unique("joins", "node", "flow", "node")
	m.unique("rows", "table and connection", "connection", "table")
	m.unique("conditional", "privilege and connection", "privilege", "connection")
	m.unique("reviewed", "blind spot", "flow", "node", "kind")
	m.noneAlone()
	for _, section := range []string{"rows", "conditional"} {
		for _, entry := range m.root.list(section) {
			m.connection(entry.get("connection"))
		}
	}
	for _, entry := range m.root.list("reviewed") {
		m.needs(entry)
	}
	return m.problems
}

type meaning struct {
	root     *value
	problems []Problem
}

func (m *meaning) add(p Problem) { m.problems = append(m.problems, p) }

// first remembers values by what makes them the same, and returns the one that was there before.
type first map[string]*value

func (f first) before(same string, v *value) *value {
	old := f[same]
	if old == nil {
		f[same] = v
	}
	return old
}

// users looks for application users that cannot be told apart, and for those that never match.
func (m *meaning) users() {
	names, apps, connections := first{}, first{}, first{}
	owner := map[*value]*value{}
	for _, user := range m.root.list("application-users") {
		if name := user.get("name"); user.str("name") != "" {
			if old := names.before(strings.ToLower(name.text), name); old != nil {
				m.add(name.problem(fmt.Sprintf("the same name as %s on line %d", old.path, old.line), "give each user a name of its own"))
			}
		}
		if app := user.get("app-id"); user.str("app-id") != "" {
			if old := apps.before(strings.ToLower(app.text), app); old != nil {
				m.add(app.problem(fmt.Sprintf("the same app-id as %s on line %d", old.path, old.line), "make one entry of both users"))
			}
		}
		for _, c := range user.list("connections") {
			if c.kind != text {
				continue
			}
			m.connection(c)
			owner[c] = user
			if old := connections.before(strings.ToLower(c.text), c); old != nil && owner[old] != user {
				m.add(c.problem(fmt.Sprintf("%s already belongs to %s on line %d", source.Quoted(c.text), old.path, old.line), "remove it from one of them"))
			}
		}
		for _, r := range user.list("roles") {
			m.role(r)
		}
		if user.kind == mapping && user.get("connections").empty() && user.get("app-id").empty() {
			m.add(user.problem("the user has neither connections nor an app-id, so that it is never met", "add the connections that are this user"))
		}
	}
}

// empty reports whether a value is absent or an empty list.
func (v *value) empty() bool { return v == nil || v.kind == list && len(v.items) == 0 }

// connection looks for the prefix that the report puts before a connection's name.
func (m *meaning) connection(c *value) {
	if c == nil {
		return
	}
	const prefix = "connection:"
	if len(c.text) > len(prefix) && strings.EqualFold(c.text[:len(prefix)], prefix) {
		m.add(c.problem("the name of a connection begins after "+prefix[:len(prefix)-1], "write only what follows the colon"))
	}
}

// role looks for a misspelt or empty prefix of a role. One letter before a colon is a drive.
func (m *meaning) role(r *value) {
	prefix, name, found := strings.Cut(r.text, ":")
	if r.kind != text || !found || len(prefix) < 2 {
		return
	}
	kinds := []string{"builtin", "solution"}
	switch near := Nearest(prefix, kinds); {
	case prefix != kinds[0] && prefix != kinds[1] && near != "":
		m.add(r.problem("a role of an unknown kind", "did you mean "+near+":?"))
	case (prefix == kinds[0] || prefix == kinds[1]) && strings.TrimSpace(name) == "":
		m.add(r.problem("the role has no name", "write it after "+prefix+":"))
	}
}

// unique looks for entries of a section that speak of the same thing; what names it.
func (m *meaning) unique(section, what string, keys ...string) {
	seen := first{}
	for _, entry := range m.root.list(section) {
		var same strings.Builder
		complete := entry.kind == mapping
		for _, key := range keys {
			v := entry.get(key)
			if v == nil {
				// An optional key that is absent means something, a required one that is absent is reported already.
				complete = complete && optional(key)
				same.WriteString("absent\x00")
				continue
			}
			complete = complete && v.kind == text
			same.WriteString("is " + strings.ToLower(v.text) + "\x00")
		}
		if !complete {
			continue
		}
		if old := seen.before(same.String(), entry); old != nil {
			m.add(entry.problem(fmt.Sprintf("the same %s as %s on line %d", what, old.path, old.line), "make one entry of both"))
		}
	}
}

// optional reports whether an entry without the key still says what it is about.
func optional(key string) bool {
	return key == "flow" || key == "lookup" || key == "connection" || key == "kind"
}

// noneAlone looks for "none" where a table is needed or named besides.
func (m *meaning) noneAlone() {
	for _, section := range []string{"tables", "lookups", "joins"} {
		for _, entry := range m.root.list(section) {
			is := entry.get("is")
			if is == nil {
				continue
			}
			names := is.items
			if is.kind == text {
				names = []*value{is}
			}
			for _, name := range names {
				switch {
				case name.kind != text || !strings.EqualFold(name.text, none):
				case section == "tables":
					m.add(name.problem("a node of this section touches a table", "when it touches none, say so in reviewed, with needs: []"))
				case len(names) > 1:
					m.add(name.problem("none stands beside other tables", "write one or the other"))
				}
			}
		}
	}
}

// needs looks for a privilege at two levels.
func (m *meaning) needs(entry *value) {
	seen := first{}
	for _, n := range entry.list("needs") {
		need, err := ParseNeed(n.text)
		if n.kind != text || err != nil {
			continue
		}
		old := seen.before(strings.ToLower(need.Privilege), n)
		if old != nil && old.text != n.text {
			m.add(n.problem("the same privilege as "+old.path, "keep the deeper level"))
		}
	}
}
