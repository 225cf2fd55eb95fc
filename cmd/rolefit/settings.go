package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"rolefit/analyzer"
	"rolefit/analyzer/pin"
	"rolefit/cmd/rolefit/config"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/grantfile"
)

// configurationName is the file that is looked for beside the input.
const configurationName = "rolefit.yaml"

// settings are the flags that say what flows do not: the roles held, the configuration, and what to do with what is not
// certain. Every command that analyses has them.
type settings struct {
	roles             []string
	csvMap            string
	file              string
	without           bool
	conditional, deps string
	environment       environmentFlags
	limits            limitFlags
}

func (s *settings) register(flags *pflag.FlagSet, roles string) {
	flags.StringArrayVar(&s.roles, "role", nil, roles)
	flags.StringVar(&s.csvMap, "csv-map", "", csvMapHelp)
	flags.StringVar(&s.file, "config", "", `configuration (default: "rolefit.yaml" beside the input, when there is one)`)
	flags.BoolVar(&s.without, "no-config", false, "read no configuration, not even one beside the input")
	flags.StringVar(&s.conditional, "conditional", "omit", "conditional needs that the configuration does not decide: grant or omit")
	flags.StringVar(&s.deps, "dependency-reads", "keep", "reads that documentation lists for the targets of lookups: keep or omit")
	s.environment.register(flags)
	s.limits.register(flags)
}

// choice is a flag that takes one of a few words.
type choice struct {
	flag, value string
	allowed     []string
}

// wrong says what is wrong with the flags and paths, or nothing.
func (s settings) wrong(paths []string, further ...choice) string {
	if len(paths) == 0 && !s.environment.given() {
		return "name at least one solution, folder or flow to check, or an environment"
	}
	if message := s.environment.wrong(); message != "" {
		return message
	}
	if s.environment.expiryDays < 1 {
		return "--expiry-days takes a number of days, 1 or more"
	}
	for _, c := range append(further,
		choice{"--conditional", s.conditional, []string{"grant", "omit"}},
		choice{"--dependency-reads", s.deps, []string{"keep", "omit"}},
	) {
		if !slices.Contains(c.allowed, c.value) {
			return fmt.Sprintf("%s takes one of %v, not %q", c.flag, c.allowed, c.value)
		}
	}
	if len(s.roles) > 0 && s.environment.given() {
		return "--role and an environment exclude one another: the environment says what is held; state a planned role in the configuration (application-users)"
	}
	if s.file != "" && s.without {
		return "--config and --no-config exclude one another"
	}
	if _, err := grantfile.ParseColumns(s.csvMap); err != nil {
		return "--csv-map: " + err.Error()
	}
	return ""
}

// usageError is a mistake of whoever called, not of the program or its input.
type usageError struct{ error }

// analysis is an input with what was found in it.
type analysis struct {
	in            *solution.Input
	options       analyzer.Options
	result        *analyzer.Result
	configuration string // path of the configuration that was read; empty: none

	paths []string // of the input
	named []string // these and all other files that flags and the configuration name, or are found beside the input
}

// analyse reads the paths and everything that the flags name, and analyses. The caller closes the input, which is set as
// soon as it was opened. It fails with a usageError when the flags name something that does not exist.
func (p program) analyse(ctx context.Context, s settings, paths []string) (analysis, error) {
	beside := slices.Clone(paths)
	if s.environment.snapshot != "" {
		beside = append(beside, s.environment.snapshot)
	}
	a := analysis{paths: paths, named: slices.Concat(beside, s.roles)}
	stated, folder, err := s.configuration(beside)
	if err != nil {
		return a, usageError{err}
	}
	if a.in, err = p.read(ctx, paths, s.limits.files); err != nil {
		return a, err
	}
	live, err := s.environment.read(ctx, p, clientIDsOf(stated))
	if err != nil {
		return a, err
	}
	if live != nil {
		a.in.Diagnostics = append(a.in.Diagnostics, live.AddTo(a.in)...)
	}
	columns, err := grantfile.ParseColumns(s.csvMap)
	if err != nil {
		return a, usageError{fmt.Errorf("--csv-map: %w", err)}
	}
	facts := catalog.New()
	a.options = analyzer.Options{
		GrantConditional: s.conditional == "grant", OmitDependencyReads: s.deps == "omit", Catalog: facts, Limits: s.limits.flow,
	}
	held, err := p.grantedRoles(ctx, s.roles, a.in, facts, columns, s.limits.files)
	if err != nil {
		return a, usageError{err}
	}
	a.options.Roles, a.options.RolesPartly = held.roles, held.partly
	a.in.Diagnostics = append(a.in.Diagnostics, held.diagnostics...)
	if stated != nil {
		a.configuration = stated.Origin
		a.named = append(a.named, filepath.Join(folder, filepath.Base(stated.Origin)))
		for _, u := range stated.Users {
			a.named = append(a.named, rolesFrom(folder, u.Roles)...)
		}
		a.options.Pins = pinsOf(*stated)
		users, diagnostics, err := p.usersOf(ctx, *stated, folder, a.in, facts, columns, s.limits.files)
		if err != nil {
			return a, usageError{err}
		}
		a.options.Users = users
		a.in.Diagnostics = append(a.in.Diagnostics, diagnostics...)
	}
	if live != nil {
		a.options.Environment, a.options.ExpiryDays = live, s.environment.expiryDays
		if a.options.Asked = s.environment.clientIDs(clientIDsOf(stated)); len(a.options.Asked) == 0 {
			a.options.Asked, a.options.EveryUser = clientIDsIn(*live), !live.UsersNamed // all that was read
		}
		if a.options.Users, err = s.environment.join(a.options.Users, *live, positionsOf(stated)); err != nil {
			return a, usageError{err}
		}
	}
	show := p.progress("analysing")
	a.options.Progress = show.count
	a.result, err = analyzer.Analyze(ctx, a.in, a.options)
	show.end()
	return a, err
}

// clientIDsOf are the client ids that a configuration states for its application users.
func clientIDsOf(c *config.Config) []string {
	return slices.Sorted(maps.Keys(positionsOf(c)))
}

// positionsOf says where in a configuration each client id stands.
func positionsOf(c *config.Config) map[string]int {
	at := map[string]int{}
	if c != nil {
		for i, u := range c.Users {
			if u.AppID != "" {
				at[u.AppID] = i
			}
		}
	}
	return at
}

// configuration reads the configuration that is named, or the one beside the input, and says in which folder it stands.
// Reports name it as it was named, but never by an absolute path.
func (s settings) configuration(paths []string) (c *config.Config, folder string, err error) {
	name := s.file
	if name == "" && !s.without {
		var beside []string
		for _, given := range paths {
			dir := given
			if stat, err := os.Stat(given); err != nil || !stat.IsDir() {
				dir = filepath.Dir(given)
			}
			found := filepath.Join(dir, configurationName)
			if stat, err := os.Stat(found); err == nil && stat.Mode().IsRegular() && !slices.Contains(beside, found) {
				beside = append(beside, found)
			}
		}
		if len(beside) > 1 {
			slices.Sort(beside)
			return nil, "", fmt.Errorf("there is a configuration beside more than one input (%s): choose one with --config", filepath.ToSlash(strings.Join(beside, ", ")))
		}
		if len(beside) == 1 {
			name = beside[0]
		}
	}
	if name == "" {
		return nil, "", nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, "", fmt.Errorf("reading the configuration %s: %w", filepath.ToSlash(name), unwrapPath(err))
	}
	label := filepath.ToSlash(name)
	if filepath.IsAbs(name) {
		label = filepath.Base(name)
	}
	read, err := config.Parse(label, raw)
	if err != nil {
		return nil, "", err
	}
	return &read, filepath.Dir(name), nil
}

// usersOf turns the application users of a configuration into those of an analysis. Role files stand relative to the
// configuration.
func (p program) usersOf(ctx context.Context, c config.Config, folder string, in *solution.Input, facts *catalog.Catalog, columns grantfile.Columns, limits solution.Limits) ([]analyzer.User, []source.Diagnostic, error) {
	var users []analyzer.User
	var all []source.Diagnostic
	for _, u := range c.Users {
		user := analyzer.User{Name: u.Name, Connections: u.Connections, Owns: u.Owns, AllWork: u.AllWork, Profiles: u.ColumnProfiles, Line: u.Line}
		if u.AppID != "" {
			user.Connections = append(slices.Clone(user.Connections), "app:"+u.AppID)
		}
		if u.Roles != nil {
			held, err := p.grantedRoles(ctx, rolesFrom(folder, u.Roles), in, facts, columns, limits)
			if err != nil {
				return nil, nil, fmt.Errorf("%s:%d: %w", c.Origin, u.Line, err)
			}
			user.Roles, user.RolesPartly = append([]privileges.Role{}, held.roles...), held.partly
			all = append(all, held.diagnostics...)
		}
		users = append(users, user)
	}
	return users, all, nil
}

// rolesFrom are the roles that a configuration in a folder states, as --role takes them.
func rolesFrom(folder string, stated []string) []string {
	values := slices.Clone(stated)
	for i, v := range values {
		kind, _, ok := strings.Cut(v, ":")
		if (!ok || kind != "builtin" && kind != "solution") && !filepath.IsAbs(v) {
			values[i] = filepath.Join(folder, filepath.FromSlash(v))
		}
	}
	return values
}

// levelsOf are the levels that the words for whose rows stand for.
var levelsOf = map[string]privileges.Level{
	config.Own: privileges.Basic, config.BusinessUnit: privileges.Local, config.ParentChild: privileges.Deep, config.All: privileges.Global,
}

// pinsOf turns a configuration into pins.
func pinsOf(c config.Config) pin.Set {
	set := pin.Set{Origin: c.Origin}
	for _, t := range c.Tables {
		set.Tables = append(set.Tables, pin.Tables{At: pin.At{Flow: t.Flow, Node: t.Node, Line: t.Line}, Is: t.Is})
	}
	for _, j := range c.Joins {
		set.Joins = append(set.Joins, pin.Tables{At: pin.At{Flow: j.Flow, Node: j.Node, Line: j.Line}, Is: j.Is})
	}
	for _, l := range c.Lookups {
		set.Lookups = append(set.Lookups, pin.Lookup{At: pin.At{Flow: l.Flow, Node: l.Node, Line: l.Line}, Name: l.Lookup, Is: l.Is})
	}
	for _, v := range c.Variables {
		set.Values = append(set.Values, pin.Value{Name: v.Name, Is: v.Value, Line: v.Line})
	}
	for _, e := range c.Environments {
		set.Environments = append(set.Environments, pin.Environment{Expression: e.Expression, Is: e.Is, Line: e.Line})
	}
	for _, r := range c.Rows {
		set.Rows = append(set.Rows, pin.Rows{Connection: r.Connection, Table: r.Table, Level: levelsOf[r.Of], Line: r.Line})
	}
	for _, d := range c.Conditional {
		set.Decisions = append(set.Decisions, pin.Decision{Privilege: d.Privilege, Connection: d.Connection, Grant: d.Decision == config.Grant, Line: d.Line})
	}
	for _, r := range c.Reviewed {
		review := pin.Review{At: pin.At{Flow: r.Flow, Node: r.Node, Line: r.Line}, Kind: r.Kind, Because: r.Because}
		for _, n := range r.Needs {
			review.Needs = append(review.Needs, privileges.Grant{Privilege: n.Privilege, Level: n.Level})
		}
		set.Reviewed = append(set.Reviewed, review)
	}
	return set
}

// stopped says why a command cannot go on, with its exit code.
func (p program) stopped(command string, err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		return p.wrongUsage(command, usage.Error())
	}
	return p.failed(command, err)
}
