package config

import "strings"

// decode turns a tree that fits the schema into a configuration.
func decode(root *value) Config {
	return Config{
		Version: Version,
		Users: each(root, "application-users", func(v *value) ApplicationUser {
			return ApplicationUser{
				Name: v.str("name"), AppID: strings.ToLower(v.str("app-id")),
				Connections: v.texts("connections"), Roles: v.texts("roles"),
				Owns: v.flag("owns"), AllWork: v.flag("all-work"),
				ColumnProfiles: v.texts("column-profiles"), Line: v.line,
			}
		}),
		Environments: each(root, "environments", func(v *value) Environment {
			return Environment{v.str("expression"), strings.TrimSuffix(strings.ToLower(v.str("is")), "/"), v.line}
		}),
		Variables: each(root, "variables", func(v *value) Variable {
			return Variable{v.str("name"), v.str("value"), v.line}
		}),
		Tables: each(root, "tables", func(v *value) TablePin {
			return TablePin{v.str("flow"), v.str("node"), v.tables("is"), v.line}
		}),
		Lookups: each(root, "lookups", func(v *value) LookupPin {
			return LookupPin{v.str("flow"), v.str("node"), v.str("lookup"), v.tables("is"), v.line}
		}),
		Joins: each(root, "joins", func(v *value) JoinPin {
			return JoinPin{v.str("flow"), v.str("node"), v.tables("is"), v.line}
		}),
		Rows: each(root, "rows", func(v *value) RowPin {
			return RowPin{v.str("connection"), v.str("table"), v.str("of"), v.line}
		}),
		Conditional: each(root, "conditional", func(v *value) Decision {
			return Decision{v.str("privilege"), v.str("connection"), v.str("decision"), v.line}
		}),
		Reviewed: each(root, "reviewed", func(v *value) Review {
			return Review{v.str("flow"), v.str("node"), v.str("kind"), v.needs("needs"), v.str("because"), v.line}
		}),
	}
}

// each reads the entries of a section; nil when there are none.
func each[T any](root *value, section string, read func(*value) T) []T {
	var all []T
	for _, v := range root.list(section) {
		all = append(all, read(v))
	}
	return all
}

// flag reports whether a key is true.
func (v *value) flag(key string) bool {
	f := v.get(key)
	return f != nil && f.scalar == true
}

// texts returns the texts of a list: nil when the key is absent, not nil when the list is empty.
func (v *value) texts(key string) []string {
	if v.get(key) == nil {
		return nil
	}
	all := []string{}
	for _, item := range v.list(key) {
		all = append(all, item.text)
	}
	return all
}

// tables returns the tables of a pin: a list, one name, or none.
func (v *value) tables(key string) []string {
	is := v.get(key)
	switch {
	case is.kind == list && len(is.items) == 1 && strings.EqualFold(is.items[0].text, none), is.kind == text && strings.EqualFold(is.text, none):
		return []string{}
	case is.kind == text:
		return []string{is.text}
	}
	return v.texts(key)
}

// needs returns the needs of a review. The schema has checked their form.
func (v *value) needs(key string) []Need {
	all := []Need{}
	for _, item := range v.list(key) {
		if need, err := ParseNeed(item.text); err == nil {
			all = append(all, need)
		}
	}
	return all
}
