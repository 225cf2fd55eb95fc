package main

import (
	"fmt"
	"io"

	"rolefit/flowparse/source"
)

// progress shows on a terminal how far long work has come; elsewhere it says nothing.
type progress struct {
	w    io.Writer // nil: silent
	what string
}

func (p program) progress(what string) progress {
	if !p.terminal {
		return progress{}
	}
	return progress{w: p.err, what: what}
}

const clearLine = "\r\x1b[K"

func (s progress) name(done string) {
	if s.w != nil {
		fmt.Fprintf(s.w, "%s%s %.60s", clearLine, s.what, printable(done))
	}
}

func (s progress) count(done, all int) {
	if s.w != nil && (done%16 == 0 || done == all) {
		fmt.Fprintf(s.w, "%s%s flow %d of %d", clearLine, s.what, done, all)
	}
}

// part shows how far a part of many has come; all may not be known yet, and is 0 then.
func (s progress) part(name string, done, all int) {
	switch {
	case s.w == nil:
	case all > 0:
		fmt.Fprintf(s.w, "%s%s %.50s %d of %d", clearLine, s.what, printable(name), done, all)
	default:
		fmt.Fprintf(s.w, "%s%s %.50s %d", clearLine, s.what, printable(name), done)
	}
}

func (s progress) end() {
	if s.w != nil {
		fmt.Fprint(s.w, clearLine)
	}
}

// printable keeps names from the input from steering the terminal.
func printable(s string) string { return source.OneLine(s, 0) }
