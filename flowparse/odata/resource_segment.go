package odata

import (
	"errors"
	"strings"
	"unicode"
)

// What can be wrong with a segment.
var (
	errNoName      = errors.New("a name is expected")
	errUnknownName = errors.New("only a run knows the name")
	errText        = errors.New("text follows the parentheses")
	errSystem      = errors.New("a segment with $ is out of place")
	errAfterEnd    = errors.New("nothing can follow the segment before")
)

// parseSegment reads a segment that follows others.
func parseSegment(piece string, before []Segment) (Segment, error) {
	if len(before) > 0 {
		switch before[len(before)-1].Kind {
		case Reference, Value, Count, Batch:
			return Segment{}, errAfterEnd
		}
	}
	if strings.HasPrefix(piece, "$") {
		return systemSegment(piece, len(before) == 0)
	}
	full, rest, parentheses := strings.Cut(piece, "(")
	full = strings.TrimSpace(full)
	s := Segment{Name: full[strings.LastIndexByte(full, '.')+1:]}
	if err := checkName(s.Name); err != nil {
		return s, err
	}
	if !isQualified(full) {
		return s, errNoName
	}
	s.Kind = kindOf(full, before)
	if !parentheses {
		return s, nil
	}
	inner, closed := strings.CutSuffix(rest, ")")
	if !closed {
		return s, errText
	}
	return s, s.parenthesised(strings.TrimSpace(inner))
}

// kindOf tells the kind of a segment from its name, with namespace, and its place.
func kindOf(full string, before []Segment) SegmentKind {
	switch {
	case strings.Contains(full, ".") && len(before) > 0 && before[0].Kind == Metadata:
		return Cast
	case strings.Contains(full, "."):
		return Operation
	case len(before) > 0:
		return Property
	case isMetadata(full):
		return Metadata
	}
	return Named
}

// isMetadata tells the sets of definitions, which are no tables.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-metadata-name-metadataid (2026-11-25)
// and https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-metadata (2026-11-25)
func isMetadata(name string) bool {
	switch strings.ToLower(name) {
	case "entitydefinitions", "relationshipdefinitions", "globaloptionsetdefinitions", "managedpropertydefinitions":
		return true
	}
	return false
}

// systemSegment reads a segment that begins with "$". At the beginning of a path it may name the Content-ID of another
// request of a changeset.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api#reference-uris-in-an-operation (2026-11-25)
func systemSegment(piece string, first bool) (Segment, error) {
	var kind SegmentKind
	switch strings.ToLower(piece) {
	case "$ref":
		kind = Reference
	case "$value":
		kind = Value
	case "$count":
		kind = Count
	case "$batch":
		kind = Batch
	case "$metadata":
		kind = Metadata
	default:
		s := Segment{Kind: Created, Name: piece[1:]}
		if !first {
			return s, errSystem
		}
		return s, checkName(s.Name)
	}
	if first != (kind == Batch || kind == Metadata) {
		return Segment{}, errSystem
	}
	return Segment{Kind: kind, Name: piece}, nil
}

// parenthesised files what stands between the parentheses.
func (s *Segment) parenthesised(inner string) error {
	if inner == "" {
		s.Empty = true
		return nil
	}
	arguments, named, err := argumentsOf(inner)
	switch {
	case err != nil:
		return err
	case named && s.Kind == Operation:
		s.Arguments = arguments
	case named:
		s.Key, s.Alternate, s.Arguments = inner, true, arguments
	default:
		s.Key = inner
		if s.Kind == Named {
			s.Kind = Set
		}
	}
	return nil
}

// argumentsOf reads a list of name=value pairs, and reports whether there is any pair in it.
func argumentsOf(list string) (arguments []Argument, named bool, err error) {
	items, err := cutOutside(list, ',')
	if err != nil {
		return nil, false, err
	}
	for _, item := range items {
		a := Argument{Value: strings.TrimSpace(item)}
		if name, value, found := strings.Cut(item, "="); found && isName(strings.TrimSpace(name)) {
			a = Argument{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)}
			named = true
		}
		arguments = append(arguments, a)
	}
	return arguments, named, nil
}

func checkName(name string) error {
	switch {
	case !isName(name):
		return errNoName
	case strings.Trim(name, string(Unknown)) == "":
		return errUnknownName
	}
	return nil
}

// isName tells a name without namespace, part of which may be Unknown.
func isName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && r != Unknown && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

// isQualified tells a name with or without namespace.
func isQualified(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !isName(part) {
			return false
		}
	}
	return true
}
