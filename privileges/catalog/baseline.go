package catalog

import (
	"slices"

	"rolefit/privileges"
)

// Baseline says whether roles hold a privilege without anybody having granted it. The zero value is NotBaseline.
type Baseline uint8

// The kinds of baseline.
const (
	NotBaseline Baseline = iota
	Forced               // in every role; the platform puts it back when it is removed
	Default              // given to a new role; can be removed
)

// String returns "", "forced" or "default".
func (b Baseline) String() string {
	switch b {
	case Forced:
		return "forced"
	case Default:
		return "default"
	}
	return ""
}

// Baseline returns the kind of baseline that a privilege belongs to. Names compare without regard to case.
func (c *Catalog) Baseline(privilege string) Baseline {
	return c.baseline()[privileges.KeyOf(privilege)]
}

func (c *Catalog) readBaseline() map[privileges.Key]Baseline {
	kinds := map[string]Baseline{Forced.String(): Forced, Default.String(): Default}
	all := map[privileges.Key]Baseline{}
	for _, s := range c.stanzas("baseline.txt", []string{"kind", "privileges", "source"}, nil) {
		kind, ok := kinds[s.Get("kind")]
		if !ok {
			panic("catalog: baseline.txt: not a kind of baseline: " + s.Get("kind"))
		}
		for _, name := range s.Words("privileges") {
			all[privileges.KeyOf(name)] = kind
		}
	}
	return all
}

// AdminCore returns the privileges that, held together at Global, make an administrator in effect, in the order in which
// they are kept.
func (c *Catalog) AdminCore() []string { return slices.Clone(c.adminCore()) }

func (c *Catalog) readAdminCore() []string {
	var names []string
	for _, s := range c.stanzas("admin-core.txt", []string{"privileges", "source"}, nil) {
		names = append(names, s.Words("privileges")...)
	}
	return names
}
