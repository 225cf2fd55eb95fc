package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"rolefit/privileges/environment"
)

const snapshotHelp = `Read a live environment once and save what an analysis needs, so that somebody without access can audit it.

Usage:
  rolefit snapshot --environment-url URL --app-id GUID -o FILE

The file holds the application user with its business unit, teams and roles, what each role grants, column security
profiles, table definitions, relationships, connection references and the cloud flows of solutions. Secrets that flows
carry are replaced; tokens and row data are never in it. Everything is read with GET. "rolefit auditor-role" writes the role
that the reader needs. A part that could not be read is named in the file, and the exit code is 1.

Example:
  rolefit snapshot --environment-url https://contoso.crm.dynamics.com --app-id 00000000-0000-0000-0000-000000000000 -o env.json
  rolefit check --snapshot env.json
`

func (p program) snapshot(ctx context.Context, args []string) int {
	var f environmentFlags
	var output string
	flags := p.flagSet("snapshot", snapshotHelp)
	flags.StringVarP(&output, "output", "o", "", "write the snapshot to this file instead of stdout")
	f.registerLive(flags)
	if code, done := p.parse(flags, args); done {
		return code
	}
	switch message := f.wrong(); {
	case message != "":
		return p.wrongUsage("snapshot", message)
	case flags.NArg() > 0:
		return p.wrongUsage("snapshot", fmt.Sprintf("it takes no paths, but %q was given", printable(flags.Arg(0))))
	case f.live.url == "":
		return p.wrongUsage("snapshot", "name the environment with --environment-url")
	case len(f.appIDs) == 0:
		return p.wrongUsage("snapshot", "name the application user with --app-id")
	}
	e, err := f.read(ctx, p, nil)
	if err != nil {
		return p.stopped("snapshot", err)
	}
	if err := p.write(output, func(w io.Writer) error { return environment.Write(w, *e) }); err != nil {
		return p.failed("snapshot", err)
	}
	for _, m := range e.Missing {
		fmt.Fprintf(p.err, "rolefit snapshot: could not read %s: %s. %s\n", printable(strings.ReplaceAll(m.Part, "-", " ")), printable(strings.TrimSuffix(m.Why, ".")), printable(m.Fix))
	}
	if len(e.Missing) > 0 {
		return exitFindings
	}
	return exitOK
}
