package main

import (
	"context"
	"fmt"
	"strings"

	"rolefit/analyzer/rule"
)

const explainHelp = `Say what a rule means, why it matters and how to mend what it finds. Without a rule, list them all.

Usage:
  rolefit explain [RULE]

Example:
  rolefit explain RF101
`

func (p program) explain(_ context.Context, args []string) int {
	flags := p.flagSet("explain", explainHelp)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if flags.NArg() == 0 {
		for _, r := range rule.All() {
			if _, err := fmt.Fprintf(p.out, "%s  %-7s  %-26s  %s\n", r.ID, r.Severity, r.Name, r.Summary); err != nil {
				return p.failed("explain", err)
			}
		}
		return exitOK
	}
	page, err := rule.Doc(strings.ToUpper(flags.Arg(0)))
	if err != nil {
		return p.wrongUsage("explain", err.Error()+`; "rolefit explain" lists the rules`)
	}
	if _, err := fmt.Fprintln(p.out, strings.TrimSpace(page)); err != nil {
		return p.failed("explain", err)
	}
	return exitOK
}
