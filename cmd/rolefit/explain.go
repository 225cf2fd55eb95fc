package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rolefit/analyzer/denial"
	"rolefit/analyzer/rule"
)

const explainHelp = `Say what a rule means, or what an error of Dataverse or Microsoft Entra ID asks for.

Usage:
  rolefit explain [RULE]
  rolefit explain ERROR TEXT... [--in PATH]...
  rolefit explain --file FILE [--in PATH]...
  rolefit explain - [--in PATH]...

Without an argument it lists the rules; with the id of one it says why it matters and how to mend what it finds.

An error text is a message, a log, the outputs of a failed action or a run history, as text or JSON. The answer names the
privilege, its table, right and level, who lacks it, what to do, and the line to add to the role's XML. With --in it names
the nodes of flows whose operation needs the privilege. Ids of tenants, applications and rows are not repeated.

Exit codes: 0 explained, 1 nothing was recognised, 2 wrong usage, 3 a file was not readable or output failed.

Examples:
  rolefit explain RF101
  rolefit explain "Principal user (Id=...) is missing prvReadAccount privilege" --in Solution.zip
  rolefit explain --file run-history.json --format json
`

// exitUnrecognised says that a text holds no known error.
const exitUnrecognised = 1

var ruleID = regexp.MustCompile(`(?i)^rf\d+$`)

func (p program) explain(ctx context.Context, args []string) int {
	var q denialQuestion
	flags := p.flagSet("explain", explainHelp)
	flags.StringVar(&q.file, "file", "", `read the error text from a file`)
	flags.StringArrayVar(&q.in, "in", nil, "solution, folder or flow whose nodes may need the privilege; may be repeated")
	flags.StringVar(&q.format, "format", "text", "text or json")
	flags.StringVar(&q.settings.file, "config", "", `configuration for --in (default: "rolefit.yaml" beside the input, when there is one)`)
	flags.BoolVar(&q.settings.without, "no-config", false, "read no configuration, not even one beside the input")
	q.settings.limits.register(flags)
	if code, done := p.parse(flags, args); done {
		return code
	}
	args = flags.Args()
	switch {
	case q.format != "text" && q.format != "json":
		return p.wrongUsage("explain", fmt.Sprintf("--format takes text or json, not %q", q.format))
	case q.file != "" && len(args) > 0:
		return p.wrongUsage("explain", "give the error text as arguments or in --file, not both")
	case q.settings.file != "" && q.settings.without:
		return p.wrongUsage("explain", "--config and --no-config exclude one another")
	case len(args) == 0 && q.file == "" && (len(q.in) > 0 || flags.Changed("format")):
		return p.wrongUsage("explain", `--in and --format belong to an error text: give one, or "-" to read it from standard input`)
	case len(args) == 0 && q.file == "":
		return p.listRules()
	case len(args) == 1 && ruleID.MatchString(args[0]):
		if len(q.in) > 0 || flags.Changed("format") {
			return p.wrongUsage("explain", "--in and --format belong to an error text, not to a rule")
		}
		return p.explainRule(args[0])
	}
	text, err := p.errorText(q.file, args)
	if err != nil {
		return p.failed("explain", err)
	}
	return p.explainDenial(ctx, q, text)
}

func (p program) listRules() int {
	for _, r := range rule.All() {
		if _, err := fmt.Fprintf(p.out, "%s  %-7s  %-26s  %s\n", r.ID, r.Severity, r.Name, r.Summary); err != nil {
			return p.failed("explain", err)
		}
	}
	return exitOK
}

func (p program) explainRule(id string) int {
	page, err := rule.Doc(strings.ToUpper(id))
	if err != nil {
		return p.wrongUsage("explain", err.Error()+`; "rolefit explain" lists the rules`)
	}
	if _, err := fmt.Fprintln(p.out, strings.TrimSpace(page)); err != nil {
		return p.failed("explain", err)
	}
	return exitOK
}

// errorText returns the text that is asked about: of a file, of standard input or of the arguments. It holds at most one
// byte more than is looked at.
func (p program) errorText(name string, args []string) (string, error) {
	from := p.in
	switch {
	case name != "":
		f, err := os.Open(name)
		if err != nil {
			return "", fmt.Errorf("reading the error text from %s: %w", filepath.ToSlash(name), unwrapPath(err))
		}
		defer f.Close()
		from = f
	case len(args) != 1 || args[0] != "-":
		return strings.Join(args, " "), nil
	case p.in == nil:
		return "", errors.New("reading the error text: there is no standard input")
	}
	raw, err := io.ReadAll(io.LimitReader(from, denial.MaxText+1))
	if err != nil {
		return "", fmt.Errorf("reading the error text: %w", unwrapPath(err))
	}
	return string(raw), nil
}
