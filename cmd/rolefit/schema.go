package main

import (
	"context"

	"rolefit/report"
)

const schemaHelp = `Print the JSON schema of the report that "rolefit check --format json" writes.

Usage:
  rolefit schema

Example:
  rolefit schema > rolefit.schema.json
`

func (p program) schema(_ context.Context, args []string) int {
	flags := p.flagSet("schema", schemaHelp)
	if code, done := p.parse(flags, args); done {
		return code
	}
	if _, err := p.out.Write(report.Schema()); err != nil {
		return p.failed("schema", err)
	}
	return exitOK
}
