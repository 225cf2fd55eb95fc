// Package auditor says what it takes to read an environment: for each part of a reading the privileges that guard it, and
// the role that holds them all and nothing else.
//
// The facts are data (auditor.txt), each with its source. Every privilege is one of reading, and is needed at Global: the
// platform leaves rows out of an answer that the caller does not reach, without saying so.
//
// Limitations. The names are those of the catalogue; an environment that names a privilege otherwise is not noticed here.
package auditor

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

//go:embed auditor.txt
var text string

// RoleName is the name of the role when none is chosen.
const RoleName = "rolefit auditor"

// Part is a part of an environment that is read by itself. All of its privileges are needed.
type Part struct {
	Name       string // as environment.Missing names it
	OnRequest  bool   // read only when it is asked for
	Privileges []Privilege
}

// Privilege is a privilege that guards a part.
type Privilege struct {
	Name   string // in the platform's casing
	Level  privileges.Level
	Why    string // completes "it lets the reader see"
	Source string // address of a page, and the date of its state in parentheses
}

// Parts returns the parts of a reading in the order in which they are read, those on request last.
func Parts() []Part {
	parts, err := parse(text)
	if err != nil {
		panic(fmt.Sprintf("auditor: %v", err)) // the tests rule it out: the text is embedded
	}
	return parts
}

// Needed returns the parts that a reading takes: all but those on request, and those on request when asked is true.
func Needed(asked bool) []Part {
	return slices.DeleteFunc(Parts(), func(p Part) bool { return p.OnRequest && !asked })
}

// Grants returns what the parts need together, each privilege once, by name.
func Grants(parts []Part) []privileges.Grant {
	var grants []privileges.Grant
	for _, part := range parts {
		for _, p := range part.Privileges {
			grants = append(grants, privileges.Grant{Privilege: p.Name, Level: p.Level})
		}
	}
	slices.SortFunc(grants, privileges.CompareGrants)
	return slices.Compact(grants)
}

// Role returns the role that the parts need. The empty name stands for RoleName. The publisher's unique name is part of the
// role's id, so that one publisher's later role of the same name updates the earlier one.
func Role(name, publisher string, parts []Part) privileges.Role {
	if name == "" {
		name = RoleName
	}
	return privileges.Role{ID: rolexml.RoleID(publisher, "", nil, name), Name: name, Grants: Grants(parts)}
}

// parse reads the lines of auditor.txt.
func parse(text string) ([]Part, error) {
	var parts []Part
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, " | ")
		if len(fields) != 5 || slices.Contains(fields, "") {
			return nil, fmt.Errorf("auditor.txt:%d: %d fields instead of 5, or an empty one", i+1, len(fields))
		}
		name, onRequest := strings.CutPrefix(fields[0], "[")
		name = strings.TrimSuffix(name, "]")
		at := slices.IndexFunc(parts, func(p Part) bool { return p.Name == name })
		if at < 0 {
			at = len(parts)
			parts = append(parts, Part{Name: name, OnRequest: onRequest})
		}
		if parts[at].OnRequest != onRequest {
			return nil, fmt.Errorf("auditor.txt:%d: the part is on request in one line and not in another", i+1)
		}
		parts[at].Privileges = append(parts[at].Privileges, Privilege{
			Name: fields[1], Level: privileges.Global, Why: fields[2], Source: fields[3] + " (" + fields[4] + ")",
		})
	}
	return parts, nil
}
