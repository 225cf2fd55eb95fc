package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"rolefit/report"
	"rolefit/report/table"
)

const checkHelp = `Analyse the flows of exported solutions or of a live environment, compare with the roles held, report.

Usage:
  rolefit check [flags] PATH...
  rolefit check [flags] --environment-url URL --app-id GUID [PATH...]
  rolefit check [flags] --snapshot FILE [PATH...]

PATH is a solution zip, an unpacked solution, a flow package, a flow's JSON, or a folder that holds such things.
Without --role, and without application users in a configuration, nothing is compared; the report says what each identity
needs. A "rolefit.yaml" beside the input states what flows do not say: application users and their roles, tables that are
chosen at run time, whose rows are worked on, conditional needs. --write-config writes one with a line for every blind spot.

Examples:
  rolefit check Solution.zip
  rolefit check Solution.zip --role "builtin:System Administrator"
  rolefit check Solution.zip --write-config rolefit.yaml
  rolefit check src/ --role Roles/Flows.xml --format json -o report.json
  rolefit check --environment-url https://contoso.crm.dynamics.com --app-id 00000000-0000-0000-0000-000000000000
  rolefit check Solution.zip --snapshot env.json
`

// checkFlags are the flags of check.
type checkFlags struct {
	settings
	format, output string
	failOn         string
	strict         bool
	width          int
	start          string
}

func (p program) check(ctx context.Context, args []string) int {
	var f checkFlags
	flags := p.flagSet("check", checkHelp)
	flags.StringVar(&f.format, "format", "table", "table or json")
	flags.StringVarP(&f.output, "output", "o", "", "write the report to this file instead of stdout")
	flags.StringVar(&f.failOn, "fail-on", "error", "least severity that fails: error, warning, note or never")
	flags.BoolVar(&f.strict, "strict", false, "an undecided answer fails too")
	flags.IntVar(&f.width, "width", 120, "width of the table in characters")
	flags.StringVar(&f.start, "write-config", "", `write a configuration to fill in to this file ("-": stdout, instead of the report)`)
	f.register(flags, roleHelp)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if message := f.wrong(flags.Args(),
		choice{"--format", f.format, []string{"table", "json"}},
		choice{"--fail-on", f.failOn, []string{"error", "warning", "note", "never"}},
	); message != "" {
		return p.wrongUsage("check", message)
	}
	return p.runCheck(ctx, f, flags.Args())
}

func (p program) runCheck(ctx context.Context, f checkFlags, paths []string) int {
	a, err := p.analyse(ctx, f.settings, paths)
	if a.in != nil {
		defer a.in.Close()
	}
	if err != nil {
		return p.stopped("check", err)
	}
	if err := a.wouldLose(f.output); err != nil {
		return p.stopped("check", err)
	}
	if f.start != "" {
		if err := p.writeStart(f.start, a); err != nil {
			return p.stopped("check", err)
		}
		if f.start == "-" {
			return exitOK
		}
	}
	doc := report.Build(a.result)
	doc.Tool = report.Tool{Name: "rolefit", Version: buildVersion()}
	doc.Inputs, doc.Configuration = f.inputNames(paths), a.configuration
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
	case !a.in.ReadAnything:
		fmt.Fprintln(p.err, "rolefit check: no input was readable; the diagnostics say why")
		return exitFailed
	case doc.Verdict.Fails:
		return exitFindings
	}
	return exitOK
}

// inputNames names the inputs as places do, in order, and the snapshot among them.
func (s settings) inputNames(paths []string) []string {
	var names []string
	if s.environment.snapshot != "" {
		names = append(names, filepath.Base(s.environment.snapshot))
	}
	for _, r := range rootsOf(paths) {
		if r.Label == "" {
			r.Label = filepath.ToSlash(filepath.Base(filepath.Clean(paths[0])))
		}
		names = append(names, r.Label)
	}
	return names
}
