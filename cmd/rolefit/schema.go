package main

import (
	"context"
	"fmt"
	"strings"

	"rolefit/cmd/rolefit/config"
	"rolefit/privileges/environment"
	"rolefit/report"
)

const schemaHelp = `Print a JSON schema: of the report that "rolefit check --format json" writes, of a snapshot, or of the configuration.

Usage:
  rolefit schema [report|snapshot|config]

Examples:
  rolefit schema > report.schema.json
  rolefit schema config > rolefit.schema.json
`

func (p program) schema(_ context.Context, args []string) int {
	flags := p.flagSet("schema", schemaHelp)
	if code, done := p.parse(flags, args); done {
		return code
	}
	schema := report.Schema
	switch which := strings.Join(flags.Args(), " "); which {
	case "", "report":
	case "snapshot":
		schema = environment.Schema
	case "config":
		schema = config.Schema
	default:
		return p.wrongUsage("schema", fmt.Sprintf("there is no schema %q; there are report, snapshot and config", printable(which)))
	}
	if _, err := p.out.Write(schema()); err != nil {
		return p.failed("schema", err)
	}
	return exitOK
}
