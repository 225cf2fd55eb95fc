package main

import (
	"slices"
	"strings"

	"rolefit/analyzer"
	"rolefit/flowparse/solution"
	"rolefit/privileges"
)

// isHeld reports whether an application user holds a privilege of that name, also one that the catalogue does not know.
func isHeld(r *analyzer.Result, name string) bool {
	return slices.ContainsFunc(r.Subjects, func(s analyzer.Subject) bool {
		_, ok := s.Held.Get(privileges.KeyOf(name))
		return ok
	})
}

// isTable reports whether the catalogue or the input has a table of that name, logical or of its entity set.
func isTable(a analysis, name string) bool {
	if _, ok := a.options.Catalog.Table(name); ok || len(a.options.Catalog.TablesBySet(name)) > 0 {
		return true
	}
	return slices.ContainsFunc(a.in.Tables, func(t solution.Table) bool {
		return strings.EqualFold(t.LogicalName, name) || t.EntitySetName != "" && strings.EqualFold(t.EntitySetName, name)
	})
}
