package dataflow

import (
	"strings"

	"rolefit/flowparse/odata"
)

// maxPieces bounds how many pieces of text are written one after the other.
const maxPieces = 20_000

// AllText writes all text that the alternatives of a value can hold, one after the other, with odata.Unknown for what only a
// run knows. It reports false when there is too much of it.
func (ev *Evaluator) AllText(s Set) (string, bool) {
	w := everyText{ev: ev, left: maxPieces}
	w.set(s, 0)
	return w.out.String(), w.left >= 0
}

type everyText struct {
	ev   *Evaluator
	out  strings.Builder
	left int
}

func (w *everyText) set(s Set, depth int) {
	w.left -= len(s)
	if w.left < 0 || depth > maxTrail {
		w.left = -1
		return
	}
	written := false
	for _, v := range s {
		if _, nothing := v.(Null); nothing {
			continue
		}
		if written {
			w.out.WriteByte('\n')
		}
		written = true
		w.value(v, depth)
	}
}

func (w *everyText) value(v Value, depth int) {
	switch v := v.(type) {
	case Constant:
		w.out.WriteString(v.Text)
	case scalar:
		w.out.WriteString(v.text)
	case Null:
	case Text:
		for i, form := range requestForms(v) {
			if i > 0 {
				w.out.WriteByte('\n')
			}
			for _, p := range form {
				w.set(p, depth+1)
			}
		}
	case joined:
		w.set(v.elements, depth+1)
		w.out.WriteByte('\n')
	case Literal:
		if t, ok := w.ev.written(v).(Text); ok {
			w.value(t, depth+1)
			return
		}
		w.out.WriteRune(odata.Unknown)
	case Opaque:
		// What a variable held before is written where it was set.
		if !v.Extended {
			w.out.WriteRune(odata.Unknown)
		}
	default:
		w.out.WriteRune(odata.Unknown)
	}
}
