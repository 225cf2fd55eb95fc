package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/pflag"
)

// Exit codes.
const (
	exitOK       = 0 // nothing at or above --fail-on
	exitFindings = 1 // findings at or above --fail-on
	exitUsage    = 2 // the command line is wrong
	exitFailed   = 3 // no input was readable, or output failed
)

// program is the command line with its streams.
type program struct {
	in       io.Reader
	out, err io.Writer
	terminal bool // err is a terminal: long work may show progress
}

// command is one subcommand.
type command struct {
	name    string
	summary string
	run     func(program, context.Context, []string) int
}

// commands lists the subcommands in the order of the help text.
func commands() []command {
	return []command{
		{"check", "analyse solutions, compare with roles, report", program.check},
		{"role", "write the minimal role as XML, folder or solution zip", program.role},
		{"auditor-role", "write the role of whoever reads a live environment", program.auditorRole},
		{"why", "say what needs a privilege, and what fails without it", program.why},
		{"snapshot", "read a live environment once and save what an analysis needs", program.snapshot},
		{"explain", "say what a rule means, or what an error asks for", program.explain},
		{"schema", "print the JSON schema of the report, a snapshot or the configuration", program.schema},
		{"version", "print the version", program.version},
	}
}

const usageHead = `rolefit says which Dataverse privileges flows need, and what their application user holds beyond or short of that.

Usage:
  rolefit COMMAND [flags] PATH...

Commands:
`

const usageTail = `
Example:
  rolefit check Solution.zip --role "builtin:System Administrator"
  rolefit role Solution.zip -o role.zip

"rolefit COMMAND --help" describes a command.
Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 no input was readable or output failed.
`

func (p program) usage(w io.Writer) {
	var b strings.Builder
	b.WriteString(usageHead)
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-12s  %s\n", c.name, c.summary)
	}
	b.WriteString(usageTail)
	fmt.Fprint(w, b.String())
}

func (p program) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		p.usage(p.err)
		return exitUsage
	}
	switch args[0] {
	case "-h", "--help", "help":
		p.usage(p.out)
		return exitOK
	case "--version":
		return p.version(ctx, nil)
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(p, ctx, args[1:])
		}
	}
	fmt.Fprintf(p.err, "rolefit: there is no command %q\n", args[0])
	fmt.Fprintln(p.err, `run "rolefit --help" for the commands`)
	return exitUsage
}

// flagSet makes a command's flags with its help text.
func (p program) flagSet(name, help string) *pflag.FlagSet {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.SetOutput(p.err)
	flags.Usage = func() {
		fmt.Fprint(p.out, help, "\nFlags:\n", flags.FlagUsages())
	}
	return flags
}

// parse reads the arguments. done is true when the command has nothing more to do, with the exit code.
func (p program) parse(flags *pflag.FlagSet, args []string) (code int, done bool) {
	err := flags.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return exitOK, true
	case err != nil:
		return p.wrongUsage(flags.Name(), err.Error()), true
	}
	return exitOK, false
}

func (p program) wrongUsage(command, message string) int {
	fmt.Fprintf(p.err, "rolefit %s: %s\n", command, message)
	fmt.Fprintf(p.err, "run \"rolefit %s --help\" for its flags\n", command)
	return exitUsage
}

func (p program) failed(command string, err error) int {
	fmt.Fprintf(p.err, "rolefit %s: %v\n", command, err)
	return exitFailed
}

// version prints the version that the build recorded.
func (p program) version(context.Context, []string) int {
	if _, err := fmt.Fprintln(p.out, "rolefit", buildVersion()); err != nil {
		return p.failed("version", err)
	}
	return exitOK
}

func buildVersion() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && !strings.HasPrefix(b.Main.Version, "v0.0.0-") {
		return strings.TrimSuffix(b.Main.Version, "+dirty")
	}
	return "(devel)"
}

func isTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }
