package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/pflag"

	"rolefit/analyzer"
	"rolefit/privileges"
	"rolefit/privileges/auditor"
	"rolefit/privileges/rolexml"
)

const auditorRoleHelp = `Write the security role of the application user that an environment is read as: reading at organisation level, and
nothing else.

Usage:
  rolefit auditor-role [flags]

Without -o the privileges are listed with what each is for. With it, the ending decides the form: role.xml is the role
alone, role.zip an unmanaged solution that can be imported, any other name a folder in the unpacked layout.

Examples:
  rolefit auditor-role
  rolefit auditor-role --audit -o auditor.zip
`

// auditorFlags are the flags of auditor-role.
type auditorFlags struct {
	audit bool
	roleFlags
}

func (f *auditorFlags) register(flags *pflag.FlagSet) {
	flags.StringVarP(&f.output, "output", "o", "", "file.xml, file.zip or folder to write (default: list the privileges)")
	flags.BoolVar(&f.audit, "audit", false, "also what reading audit records takes")
	flags.StringVar(&f.name, "name", auditor.RoleName, "name of the role")
	f.registerPackage(flags, "rolefit")
}

func (p program) auditorRole(_ context.Context, args []string) int {
	var f auditorFlags
	flags := p.flagSet("auditor-role", auditorRoleHelp)
	f.register(flags)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if flags.NArg() > 0 {
		return p.wrongUsage("auditor-role", fmt.Sprintf("it takes no %q; what an auditor reads does not depend on an input", printable(flags.Arg(0))))
	}
	if f.name == "" {
		return p.wrongUsage("auditor-role", "--name takes a name of 1 to 100 characters")
	}
	parts := auditor.Needed(f.audit)
	role := auditor.Role(f.name, cmp.Or(f.publisher, "rolefit"), parts)
	if err := rolexml.Check(role); err != nil {
		return p.wrongUsage("auditor-role", err.Error())
	}
	if f.output == "" {
		if err := p.listAuditor(role, parts); err != nil {
			return p.failed("auditor-role", err)
		}
		return exitOK
	}
	if err := f.writeRole(f.output, analyzer.MinimalRole{Role: role}, &analyzer.Result{}); err != nil {
		return p.stopped("auditor-role", err)
	}
	if _, err := fmt.Fprintf(p.out, "%s: role %q with %d privileges of reading\n", filepath.ToSlash(f.output), role.Name, len(role.Grants)); err != nil {
		return p.failed("auditor-role", err)
	}
	return exitOK
}

// listAuditor prints each privilege with the parts that it guards and why they need it.
func (p program) listAuditor(role privileges.Role, parts []auditor.Part) error {
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Privilege\tLevel\tLets the reader see")
	for _, g := range role.Grants {
		var reasons []string
		for _, part := range parts {
			for _, needed := range part.Privileges {
				if needed.Name == g.Privilege && !slices.Contains(reasons, needed.Why) {
					reasons = append(reasons, needed.Why+" ("+strings.ReplaceAll(part.Name, "-", " ")+")")
				}
			}
		}
		fmt.Fprintf(w, "%s\t%v\t%s\n", g.Privilege, g.Level, strings.Join(reasons, "; "))
	}
	return w.Flush() // reports what any line before it failed with
}
