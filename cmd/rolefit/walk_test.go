package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheAuditorsWalkGoesAsTheDocumentShows runs every command of docs/audit.md in order against the fakes, and holds what
// the document shows against what comes out. Where the document has an address of Dataverse, the fake's stands in.
func TestTheAuditorsWalkGoesAsTheDocumentShows(t *testing.T) {
	name, err := filepath.Abs(filepath.Join("..", "..", "docs", "audit.md"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	live := startLive(t, walkSeed(t))
	t.Chdir(t.TempDir())
	var rewritten strings.Builder
	commands := 0
	rest := string(document)
	for {
		before, after, found := strings.Cut(rest, "```console\n")
		rewritten.WriteString(before)
		if !found {
			break
		}
		block, tail, closed := strings.Cut(after, "```\n")
		if !closed {
			t.Fatal("a block of the document does not end")
		}
		rest = tail
		rewritten.WriteString("```console\n")
		for _, step := range strings.Split(strings.TrimPrefix(block, "$ "), "\n$ ") {
			command, want, _ := strings.Cut(step, "\n")
			got := live.show(t, command)
			rewritten.WriteString("$ " + command + "\n" + got)
			commands++
			if diff := cmp.Diff(strings.TrimRight(want, "\n"), strings.TrimRight(got, "\n")); diff != "" && !*update {
				t.Errorf("%s\n%s", command, diff)
			}
		}
		rewritten.WriteString("```\n")
	}
	if commands < 5 {
		t.Errorf("the document shows %d commands", commands)
	}
	if *update {
		if err := os.WriteFile(name, []byte(rewritten.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// show runs a command line of the document and returns what a terminal would show of it, with its exit code when it is not 0.
func (l live) show(t *testing.T, line string) string {
	t.Helper()
	var out bytes.Buffer
	args := l.args(t, line)
	code := program{out: &out, err: &out}.run(context.Background(), args)
	text := strings.ReplaceAll(out.String(), l.server.Origin(), contoso)
	if code != exitOK {
		text += "exit code " + string(rune('0'+code)) + "\n"
	}
	return text
}

const contoso = "https://contoso.crm.dynamics.com"

// args splits a command line and points it at the fakes.
func (l live) args(t *testing.T, line string) []string {
	t.Helper()
	rest, found := strings.CutPrefix(line, "rolefit ")
	if !found {
		t.Fatalf("%q is no command of the program", line)
	}
	var args []string
	for i, part := range strings.Split(rest, `"`) {
		if i%2 == 1 {
			args = append(args, part)
			continue
		}
		args = append(args, strings.Fields(part)...)
	}
	for i, a := range args {
		if strings.HasPrefix(a, contoso) {
			args[i] = l.server.Origin()
			return append(args, l.flags()...)
		}
	}
	return args
}
