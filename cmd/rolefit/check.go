package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"rolefit/analyzer"
	"rolefit/privileges/catalog"
	"rolefit/report"
	"rolefit/report/table"
)

const checkHelp = `Analyse the flows of exported solutions, compare with the roles held, report.

Usage:
  rolefit check [flags] PATH...

PATH is a solution zip, an unpacked solution, a flow package, a flow's JSON, or a folder that holds such things.
Without --role nothing is compared; the report says what each identity needs.

Examples:
  rolefit check Solution.zip
  rolefit check Solution.zip --role "builtin:System Administrator"
  rolefit check src/ --role Roles/Flows.xml --format json -o report.json
`

// checkFlags are the flags of check.
type checkFlags struct {
	roles             []string
	format, output    string
	failOn            string
	strict            bool
	conditional, deps string
	width             int
	limits            limitFlags
}

func (p program) check(ctx context.Context, args []string) int {
	var f checkFlags
	flags := p.flagSet("check", checkHelp)
	flags.StringArrayVar(&f.roles, "role", nil, roleHelp)
	flags.StringVar(&f.format, "format", "table", "table or json")
	flags.StringVarP(&f.output, "output", "o", "", "write the report to this file instead of stdout")
	flags.StringVar(&f.failOn, "fail-on", "error", "least severity that fails: error, warning, note or never")
	flags.BoolVar(&f.strict, "strict", false, "an undecided answer fails too")
	flags.StringVar(&f.conditional, "conditional", "omit", "conditional needs: grant or omit")
	flags.StringVar(&f.deps, "dependency-reads", "keep", "reads that documentation lists for the targets of lookups: keep or omit")
	flags.IntVar(&f.width, "width", 120, "width of the table in characters")
	f.limits.register(flags)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if message := f.wrong(flags.Args()); message != "" {
		return p.wrongUsage("check", message)
	}
	return p.runCheck(ctx, f, flags.Args())
}

// wrong says what is wrong with the flags, or nothing.
func (f checkFlags) wrong(paths []string) string {
	if len(paths) == 0 {
		return "name at least one solution, folder or flow to check"
	}
	for _, choice := range []struct {
		flag, value string
		allowed     []string
	}{
		{"--format", f.format, []string{"table", "json"}},
		{"--fail-on", f.failOn, []string{"error", "warning", "note", "never"}},
		{"--conditional", f.conditional, []string{"grant", "omit"}},
		{"--dependency-reads", f.deps, []string{"keep", "omit"}},
	} {
		if !slices.Contains(choice.allowed, choice.value) {
			return fmt.Sprintf("%s takes one of %v, not %q", choice.flag, choice.allowed, choice.value)
		}
	}
	return ""
}

func (p program) runCheck(ctx context.Context, f checkFlags, paths []string) int {
	in, err := p.read(ctx, paths, f.limits.files)
	if err != nil {
		return p.failed("check", err)
	}
	defer in.Close()
	facts := catalog.New()
	roles, diagnostics, err := p.grantedRoles(ctx, f.roles, in, facts, f.limits.files)
	if err != nil {
		return p.wrongUsage("check", err.Error())
	}
	in.Diagnostics = append(in.Diagnostics, diagnostics...)
	show := p.progress("analysing")
	result, err := analyzer.Analyze(ctx, in, analyzer.Options{
		Roles: roles, GrantConditional: f.conditional == "grant", OmitDependencyReads: f.deps == "omit",
		Catalog: facts, Limits: f.limits.flow, Progress: show.count,
	})
	show.end()
	if err != nil {
		return p.failed("check", err)
	}
	doc := report.Build(result)
	doc.Tool = report.Tool{Name: "rolefit", Version: buildVersion()}
	doc.Inputs = inputNames(paths)
	doc.Judge(f.failOn, f.strict)
	if err := p.write(f.output, func(w io.Writer) error {
		if f.format == "json" {
			return doc.Write(w)
		}
		return table.Render(w, doc, table.Options{Width: f.width})
	}); err != nil {
		return p.failed("check", err)
	}
	switch {
	case !in.ReadAnything:
		fmt.Fprintln(p.err, "rolefit check: no input was readable; the diagnostics say why")
		return exitFailed
	case doc.Verdict.Fails:
		return exitFindings
	}
	return exitOK
}

// inputNames names the inputs as places do, in order.
func inputNames(paths []string) []string {
	var names []string
	for _, r := range rootsOf(paths) {
		if r.Label == "" {
			r.Label = filepath.ToSlash(filepath.Base(filepath.Clean(paths[0])))
		}
		names = append(names, r.Label)
	}
	return names
}

// write writes to a file, or to stdout when none is named.
func (p program) write(name string, render func(io.Writer) error) error {
	if name == "" {
		return render(p.out)
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("creating %s: %w", name, unwrapPath(err))
	}
	if err := render(file); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", name, unwrapPath(err))
	}
	return nil
}
