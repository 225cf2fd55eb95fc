package dataflow

import (
	"slices"
	"strings"
)

// maxRequestForms bounds the forms of one text; beyond it a part of a request line counts as not known.
const maxRequestForms = 16

// requestForms takes a text apart whose request lines, such as "GET /api/data/v9.2/accounts HTTP/1.1", have parts with
// several alternatives: a request line cannot stand in pieces, and so there is a text for each.
func requestForms(t Text) [][]Set {
	forms := [][]Set{nil}
	for _, part := range t.Parts {
		if len(part) < 2 {
			for i := range forms {
				forms[i] = append(forms[i], part)
			}
			continue
		}
		var next [][]Set
		for i, before := range forms {
			pieces := []Set{part}
			if inRequestLine(before) || slices.ContainsFunc(part, func(v Value) bool { return inRequestLine(followedBy(before, v)) }) {
				pieces = requestPieces(part)
			}
			if others := len(forms) - 1 - i; len(pieces) > 1 && len(next)+len(pieces)+others > maxRequestForms {
				pieces = []Set{{Opaque{Why: "one of many texts"}}}
			}
			for _, piece := range pieces {
				next = append(next, append(before[:len(before):len(before)], piece))
			}
		}
		forms = next
	}
	return forms
}

// requestPieces are the alternatives of a part: each known one by itself, and what only a run knows as one.
func requestPieces(part Set) []Set {
	var known []Set
	var rest Set
	absent := false
	for _, v := range part {
		switch v.(type) {
		case Null:
			absent = true
		case Constant, scalar, Text:
			known = append(known, Set{v})
		default:
			rest = append(rest, v)
		}
	}
	switch {
	case len(rest) == 1:
		known = append(known, rest)
	case len(rest) > 1:
		known = append(known, Set{Opaque{Why: "known to a run only"}})
	case absent:
		known = append(known, Set{Null{}})
	}
	return known
}

// followedBy are the parts of a text with one more value after them.
func followedBy(before []Set, v Value) []Set {
	return append(before[:len(before):len(before)], flattened([]Set{{v}})...)
}

// inRequestLine reports whether what follows some parts of a text stands in a request line.
func inRequestLine(before []Set) bool {
	line := ""
	for i := len(before) - 1; i >= 0; i-- {
		text, known := before[i].Constant()
		if !known {
			text = "?"
		}
		newline := strings.LastIndexByte(text, '\n')
		line = text[newline+1:] + line
		if newline >= 0 {
			break
		}
	}
	method, _, _ := strings.Cut(strings.TrimLeft(line, " \t"), " ")
	switch strings.ToUpper(method) {
	case "GET", "POST", "PATCH", "PUT", "DELETE":
		return !strings.Contains(strings.ToUpper(line), " HTTP/")
	}
	return false
}
