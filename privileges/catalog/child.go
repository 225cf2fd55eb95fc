package catalog

import (
	"strings"

	"rolefit/privileges"
)

// child says how a table without privileges of its own is guarded.
type child struct {
	parent string // "" when not known
	basis  string // "documented", "inferred", "changed" or "unknown"
	stated map[privileges.Right][]privileges.Right
}

// needs returns the rights on the parent that a right on the child needs. Where no page states them, Read needs Read and
// every change needs Read and Write.
func (c child) needs(right privileges.Right) []privileges.Right {
	if stated := c.stated[right]; stated != nil {
		return stated
	}
	if !right.Changes() {
		return []privileges.Right{privileges.Read}
	}
	return []privileges.Right{privileges.Read, privileges.Write}
}

func (c *Catalog) readChildren() map[string]child {
	children := map[string]child{}
	for _, r := range c.records("child-tables.lines") {
		stated := map[privileges.Right][]privileges.Right{}
		for _, rule := range strings.Fields(r.Field(3)) {
			name, needed, _ := strings.Cut(rule, "=")
			right, _ := privileges.ParseRight(name)
			for n := range strings.SplitSeq(needed, ",") {
				if on, ok := privileges.ParseRight(n); ok {
					stated[right] = append(stated[right], on)
				}
			}
		}
		children[r.Field(0)] = child{parent: r.Field(1), basis: r.Field(2), stated: stated}
	}
	return children
}

type tableRight struct {
	table string
	right privileges.Right
}

// exception is a right that a privilege with another name guards.
type exception struct{ privilege, source string }

func (c *Catalog) readExceptions() map[tableRight]exception {
	exceptions := map[tableRight]exception{}
	for _, s := range c.stanzas("table-exceptions.txt", []string{"table", "right", "privilege", "source"}, []string{"note"}) {
		right, ok := privileges.ParseRight(s.Get("right"))
		if !ok {
			panic("catalog: table-exceptions.txt: not a right: " + s.Get("right"))
		}
		exceptions[tableRight{s.Get("table"), right}] = exception{s.Get("privilege"), s.Get("source")}
	}
	return exceptions
}
