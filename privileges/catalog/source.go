package catalog

import "strings"

type source struct{ text, asOf string }

func (c *Catalog) readSources() map[string]source {
	byTag := map[string]source{}
	for _, s := range c.stanzas("sources.txt", []string{"tag", "text"}, nil) {
		byTag[s.Get("tag")] = source{s.Get("text"), s.Get("as-of")}
	}
	return byTag
}

// AsOf returns the date of the catalogue's state, YYYY-MM-DD.
func (c *Catalog) AsOf() string { return c.sources()["catalogue"].asOf }

// SourceText expands the tags that facts carry in their Source and Basis fields: "docs+em" becomes the description and
// date of both, separated by "; ". A text that holds a tag it does not know is returned as it is, for hand-kept facts name
// their source in full.
func (c *Catalog) SourceText(tags string) string {
	if s, ok := c.sources()[tags]; ok {
		return s.expand(tags)
	}
	var texts []string
	for tag := range strings.SplitSeq(tags, "+") {
		s, ok := c.sources()[tag]
		if !ok {
			return tags
		}
		texts = append(texts, s.expand(tag))
	}
	return strings.Join(texts, "; ")
}

func (s source) expand(tag string) string { return tag + ": " + s.text + " (" + s.asOf + ")" }

// Repository is a public repository that metadata (tag "em") or role files (tag "roles") were taken from.
type Repository struct {
	Name    string // owner/name on GitHub
	Commit  string
	Tables  int    // definitions of tables that were used
	Roles   int    // role files that were used
	Example string // path of one of the files
}

func (c *Catalog) readRepositories() []Repository {
	var all []Repository
	for _, r := range c.records("repositories.lines") {
		all = append(all, Repository{r.Field(0), r.Field(1), number(r.Field(2)), number(r.Field(3)), r.Field(4)})
	}
	return all
}

// Repositories returns the repositories behind the tags "em" and "roles", by name.
func (c *Catalog) Repositories() []Repository { return append([]Repository(nil), c.repositories()...) }

func number(digits string) int {
	n := 0
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}
