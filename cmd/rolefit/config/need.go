package config

import (
	"fmt"
	"strings"

	"rolefit/flowparse/source"
	"rolefit/privileges"
)

// Need is a privilege at a level, written "privilege:level". The zero value is no need.
type Need struct {
	Privilege string           // in the casing of the file; names compare case-insensitively
	Level     privileges.Level // Basic, Local, Deep or Global
}

// String writes the need as the file has it, with the level in lower case.
func (n Need) String() string { return n.Privilege + ":" + strings.ToLower(n.Level.String()) }

// ParseNeed reads "privilege:level". It fails when the level is missing, None or unknown.
func ParseNeed(s string) (Need, error) {
	name, level, found := strings.Cut(s, ":")
	l, ok := privileges.ParseLevel(level)
	if !found || !ok || l == privileges.None || name == "" {
		return Need{}, fmt.Errorf("reading a need: %s is not privilege:level", source.Quoted(s))
	}
	return Need{name, l}, nil
}
