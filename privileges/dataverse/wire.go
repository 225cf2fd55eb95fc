package dataverse

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rolefit/privileges"
)

// guid is a GUID of a reply, lower-case; empty where the reply has null or nothing. What is no GUID is refused: ids go into
// the paths of further requests.
type guid string

// UnmarshalJSON reads a GUID or null.
func (g *guid) UnmarshalJSON(raw []byte) error {
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	*g = ""
	if text == nil || *text == "" {
		return nil
	}
	id, err := parseGUID(*text)
	*g = id
	return err
}

// identified refuses rows that do not say which row they are: what is read next is asked for by that id.
func identified[T any](rows []T, err error, id func(T) guid) ([]T, error) {
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if id(row) == "" {
			return nil, errors.New("the reply has a row without its id")
		}
	}
	return rows, nil
}

// named returns the rows that have a name, or an id, and an error when there are others: what cannot be called by anything is
// of no use to anybody, and the list is not whole without it.
func named[T any](rows []T, what string, name func(T) string) ([]T, error) {
	list := slices.DeleteFunc(slices.Clone(rows), func(row T) bool { return name(row) == "" })
	if len(list) < len(rows) {
		return list, fmt.Errorf("the reply has a %s without its name", what)
	}
	return list, nil
}

func parseGUID(text string) (guid, error) {
	id, ok := privileges.ID(text)
	if !ok {
		return "", fmt.Errorf("%q is not a GUID", oneLine(text, 80))
	}
	return guid(id), nil
}

// query writes query options, names and values in turn. Spaces become %20, for "+" is not a space to every reader of OData.
func query(pairs ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(pairs[i])
		b.WriteByte('=')
		b.WriteString(escaped(pairs[i+1]))
	}
	return b.String()
}

// escaped percent-encodes what may not stand in a query, and leaves readable what may.
func escaped(value string) string {
	var b strings.Builder
	for _, c := range []byte(value) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~$(),/:@'*=", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// lastSegment returns what follows the last slash: ids of connectors and connections come as paths and without.
func lastSegment(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
