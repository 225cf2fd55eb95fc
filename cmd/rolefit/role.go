package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"rolefit/analyzer"
	"rolefit/analyzer/fit"
	"rolefit/analyzer/requirement"
	"rolefit/privileges"
	"rolefit/privileges/rolexml"
)

const roleCommandHelp = `Write the minimal security role that the flows of exported solutions need.

Usage:
  rolefit role [flags] PATH...

The ending of -o decides the form: role.xml is the role alone, role.zip an unmanaged solution that can be imported,
any other name a folder in the unpacked layout. Secured columns that the flows set or read are met by a field security
profile, which the zip and the folder hold beside the role. By default one role serves all connections of the current environment;
every other environment gets a file of its own beside it.

Examples:
  rolefit role Solution.zip -o role.zip
  rolefit role Solution.zip -o role.xml --identity connection:cat_Dataverse
  rolefit role Solution.zip -o roles --per-identity
`

// roleFlags are the flags of role.
type roleFlags struct {
	output, name    string
	identities      []string
	perIdentity     bool
	publisher       string
	display, prefix string
	optionPrefix    int
	version         string
	settings
}

func (f *roleFlags) register(flags *pflag.FlagSet) {
	flags.StringVarP(&f.output, "output", "o", "", "file.xml, file.zip or folder to write (required)")
	flags.StringVar(&f.name, "name", "", `name of the role (default "<solution> minimal")`)
	flags.StringArrayVar(&f.identities, "identity", nil, "write the role of this identity only (repeatable: joined)")
	flags.BoolVar(&f.perIdentity, "per-identity", false, "write a role for each identity")
	f.registerPackage(flags, "the input's")
	f.settings.register(flags, "a role that is held: it confirms names of tables that no metadata knows (repeatable)")
}

// registerPackage registers the flags of the solution that a role is written in.
func (f *roleFlags) registerPackage(flags *pflag.FlagSet, publisher string) {
	flags.StringVar(&f.publisher, "publisher", "", "unique name of the publisher (default: "+publisher+")")
	flags.StringVar(&f.display, "publisher-name", "", "display name of the publisher")
	flags.StringVar(&f.prefix, "prefix", "", "customization prefix of the publisher")
	flags.IntVar(&f.optionPrefix, "option-prefix", 0, "option value prefix of the publisher, 10000 to 99999")
	flags.StringVar(&f.version, "solution-version", "1.0.0.0", "version of the written solution")
}

func (p program) role(ctx context.Context, args []string) int {
	var f roleFlags
	flags := p.flagSet("role", roleCommandHelp)
	f.register(flags)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if message := f.wrong(flags.Args()); message != "" {
		return p.wrongUsage("role", message)
	}
	switch {
	case f.output == "":
		return p.wrongUsage("role", "name the file or folder to write with -o")
	case f.perIdentity && len(f.identities) > 0:
		return p.wrongUsage("role", "--identity and --per-identity exclude one another")
	}
	return p.runRole(ctx, f, flags.Args())
}

func (p program) runRole(ctx context.Context, f roleFlags, paths []string) int {
	a, err := p.analyse(ctx, f.settings, paths)
	if a.in != nil {
		defer a.in.Close()
	}
	if err != nil {
		return p.stopped("role", err)
	}
	if !a.in.ReadAnything {
		return p.failed("role", fmt.Errorf("no input was readable; \"rolefit check\" says why"))
	}
	result := a.result
	name := f.name
	if users := a.options.Users; name == "" && len(a.in.Manifests) == 0 && len(users) == 1 {
		name = printable(strings.TrimLeft(users[0].Name, "# ")) + " minimal" // application users are called "# name"
	}
	minimal, err := result.MinimalRoles(a.options, analyzer.RoleChoice{Identities: f.identities, PerIdentity: f.perIdentity, Name: name, Publisher: f.publisher})
	if err != nil {
		return p.wrongUsage("role", err.Error())
	}
	for _, m := range minimal {
		if err := a.wouldLose(suffixed(f.output, m.Suffix)); err != nil {
			return p.stopped("role", err)
		}
	}
	written := 0
	for _, m := range minimal {
		if len(m.Role.Grants) == 0 {
			continue
		}
		target := suffixed(f.output, m.Suffix)
		if err := f.writeRole(target, m, result); err != nil {
			return p.stopped("role", err)
		}
		written++
		p.describe(filepath.ToSlash(target), m, f)
	}
	if written == 0 {
		fmt.Fprintln(p.out, "no connection needs a privilege with a known name; no role was written")
	}
	if !result.Complete {
		fmt.Fprintln(p.err, "rolefit role: the input was not read completely; the role may lack privileges (\"rolefit check\" says why)")
	}
	return exitOK
}

// describe says what a written role holds and what it leaves out.
func (p program) describe(target string, m analyzer.MinimalRole, f roleFlags) {
	fmt.Fprintf(p.out, "%s: role %q with %d privileges, %s\n", target, m.Role.Name, len(m.Role.Grants), m.Stamp)
	switch n := len(m.Profile.Permissions); {
	case n > 0 && strings.EqualFold(filepath.Ext(target), ".xml"):
		fmt.Fprintf(p.out, "  left out: permissions on %s, which role XML cannot carry: write a .zip or a folder\n", securedColumns(n))
	case n > 0:
		fmt.Fprintf(p.out, "  with the field security profile %q for %s: add the application user to it\n", m.Profile.Name, securedColumns(n))
	}
	if n := len(m.Stamp.Witnesses); n > 0 && m.Stamp.Kind != fit.NoStamp {
		fmt.Fprintf(p.out, "  verified: read back without gap or surplus; each privilege has an operation that fails without it; %s\n", basesOf(m.Stamp))
	}
	for k, a := range m.Stamp.Assumed {
		if m.Stamp.Kind == fit.NoStamp {
			break
		}
		if k == mostAssumed {
			fmt.Fprintf(p.out, "  and %d more assumed levels; \"rolefit check --write-config\" lists a line for each\n", len(m.Stamp.Assumed)-k)
			break
		}
		fmt.Fprintf(p.out, "  assumed: %s at %v: %s\n", printable(a.Grant.Privilege), a.Grant.Level, printable(a.Pin))
	}
	for _, why := range m.Stamp.Why {
		fmt.Fprintf(p.out, "  not verified: %s\n", printable(why))
	}
	granted := map[privileges.Key]privileges.Level{}
	for _, g := range m.Role.Grants {
		granted[g.Key()] = g.Level
	}
	for _, left := range m.Left {
		why := f.whyLeft(left, granted[privileges.KeyOf(left.Need.Privilege)])
		fmt.Fprintf(p.out, "  left out: %s: %s\n", printable(left.Need.Privilege), printable(why))
	}
}

// whyLeft says why a need, or the part of one that is deeper than what was granted, is not in a role: where that rests on
// conditions, which they are and what includes the need all the same.
func (f roleFlags) whyLeft(left fit.Omitted, granted privileges.Level) string {
	if !left.OnCondition {
		return left.Why
	}
	var conditions []string
	decided := ""
	open := len(left.Need.Evidence) == 0
	for _, e := range left.Need.Evidence {
		if e.State != requirement.Conditional || e.Level <= granted || f.deps == "omit" && strings.Contains(e.Note, requirement.DependencyRead) {
			continue
		}
		if e.Condition != "" && !slices.Contains(conditions, e.Condition) {
			conditions = append(conditions, e.Condition)
		}
		decided, open = cmp.Or(decided, e.Decision), open || e.Decision == ""
	}
	why := left.Why
	if len(conditions) > 0 {
		why += ": " + strings.Join(conditions, "; or: ")
	}
	if !open && decided != "" {
		return why + "; " + decided
	}
	return why + `; "--conditional grant" or a decision in the configuration includes it`
}

func securedColumns(n int) string {
	if n == 1 {
		return "1 secured column"
	}
	return fmt.Sprintf("%d secured columns", n)
}

// mostAssumed is how many assumed levels of a role are printed.
const mostAssumed = 12

// basesOf says what the needs behind a role rest on.
func basesOf(s fit.Stamp) string {
	return fmt.Sprintf("%d needs documented, %d observed, %d inferred", s.Documented, s.Observed, s.Inferred)
}

// suffixed puts a suffix before a file's ending.
func suffixed(name, suffix string) string {
	if suffix == "" {
		return name
	}
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + suffix + ext
}

func (f roleFlags) writeRole(target string, m analyzer.MinimalRole, result *analyzer.Result) error {
	publisher := result.Publisher()
	pkg := rolexml.Package{
		Publisher: rolexml.Publisher{
			UniqueName: cmp.Or(f.publisher, publisher.Publisher), DisplayName: cmp.Or(f.display, publisher.PublisherTag),
			Prefix: cmp.Or(f.prefix, publisher.Prefix), OptionPrefix: publisher.OptionPrefix,
		},
		SolutionName: rolexml.UniqueName(m.Role.Name), DisplayName: m.Role.Name, Version: f.version,
	}
	if f.optionPrefix != 0 {
		pkg.Publisher.OptionPrefix = f.optionPrefix
	}
	pkg.Roles = append(pkg.Roles, m.Role)
	if len(m.Profile.Permissions) > 0 {
		pkg.Profiles = append(pkg.Profiles, m.Profile)
	}
	switch strings.ToLower(filepath.Ext(target)) {
	case ".zip":
		return replaceFile(target, func(w io.Writer) error { return rolexml.WriteSolutionZip(w, pkg) })
	case ".xml":
		return replaceFile(target, func(w io.Writer) error { return rolexml.WriteRole(w, m.Role) })
	}
	if err := holdsAnother(target, pkg.SolutionName); err != nil {
		return err
	}
	files, err := rolexml.UnpackedFiles(pkg)
	if err != nil {
		return err
	}
	for _, file := range files {
		name := filepath.Join(target, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("creating the folder of %s: %w", filepath.ToSlash(name), unwrapPath(err))
		}
		if err := os.WriteFile(name, file.Content, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", filepath.ToSlash(name), unwrapPath(err))
		}
	}
	return nil
}
