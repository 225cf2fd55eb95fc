package dataflow

import (
	"strconv"
	"strings"

	"rolefit/flowparse"
)

// maxOrdered bounds the assignments of one variable that are put in order; beyond it all of them count.
const maxOrdered = 64

// reaching returns the assignments of a variable whose effect a node can see when it reads the variable: those that may
// run before it and are not certainly overwritten in between. Its second result names the selection.
func (ev *Evaluator) reaching(name string, reader *flowparse.Node) ([]assignment, string) {
	all := ev.variables[name]
	if reader == nil || len(all) > maxOrdered || isType(reader, "until") {
		return all, name
	}
	replacers := ev.replacers(name)
	var out []assignment
	var selection strings.Builder
	selection.WriteString(name)
	for i, a := range all {
		if ev.reaches(a, reader, replacers) {
			out = append(out, a)
			selection.WriteString("\x00" + strconv.Itoa(i))
		}
	}
	return out, selection.String()
}

func (ev *Evaluator) reaches(a assignment, reader *flowparse.Node, replacers []*flowparse.Node) bool {
	loop, parallel := loopAround(a.node, reader)
	if parallel {
		return true // another pass of the loop may run it at any time
	}
	now := ev.mayPrecede(a.node, reader)
	if !now && loop == nil {
		return false
	}
	for _, n := range replacers {
		if n == a.node || inside(a.node, n) || !ev.certain(n, reader) {
			continue
		}
		if now && ev.runs.before(a.node, n) || !now && inside(n, loop) {
			return false
		}
	}
	return true
}

// mayPrecede reports whether a node may have run when another starts, in the same pass through every loop around both.
func (ev *Evaluator) mayPrecede(a, reader *flowparse.Node) bool {
	return a != reader && !inside(a, reader) && !ev.runs.before(reader, a) && !excludes(a, reader)
}
