package grantfile

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

var pageNumberPattern = regexp.MustCompile(`(?i)pagenumber="?([0-9]{1,6})`)

// paging counts the pages of an entity set.
type paging struct {
	last   int         // pages without a link to another
	next   map[int]int // pages that link to the page of a number; 0: the link tells none
	at     source.Place
	linked bool // some page links to another
}

// paged notes whether a page is followed by another.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results (2026-11-22)
func (p *part) paged(d document) {
	set := entitySetOf(d.node.Get("@odata.context").Str())
	g := p.paging[set]
	if g == nil {
		if len(p.paging) == maxRoles {
			return
		}
		g = &paging{next: map[int]int{}}
		p.paging[set] = g
	}
	link := d.node.Get("@odata.nextLink")
	if !link.Is(jsontree.String) || link.Text == "" {
		g.last++
		return
	}
	if !g.linked {
		g.linked, g.at = true, p.place(d, link, "/@odata.nextLink")
	}
	g.next[pageNumberOf(link.Text)]++
}

// entitySetOf returns the entity set of a page: "roles" for "…/$metadata#roles(roleid,name)".
func entitySetOf(context string) string {
	_, set, _ := strings.Cut(context, "#")
	set, _, _ = strings.Cut(set, "(")
	return strings.ToLower(set)
}

// pageNumberOf reads the number of the page that a link leads to; 0 when it tells none.
func pageNumberOf(link string) int {
	for range 3 { // the cookie is encoded once or twice
		if m := pageNumberPattern.FindStringSubmatch(link); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
		plain, err := url.PathUnescape(link)
		if err != nil || plain == link {
			return 0
		}
		link = plain
	}
	return 0
}

// and joins the pages of two files.
func (g *paging) and(other *paging) *paging {
	joined := &paging{last: g.last + other.last, next: maps.Clone(g.next), linked: g.linked || other.linked, at: g.at}
	if !g.linked {
		joined.at = other.at
	}
	for number, n := range other.next {
		joined.next[number] += n
	}
	return joined
}

// complete reports whether every link has its page, as far as that can be seen: each query ends with a page without a
// link, and a page that links to page 3 was itself linked to as page 2.
func (g *paging) complete() bool {
	if !g.linked {
		return true
	}
	if g.last == 0 || g.next[2] > g.last {
		return false
	}
	for _, number := range slices.Sorted(maps.Keys(g.next)) {
		if number > 2 && g.next[number] > g.next[number-1] {
			return false
		}
	}
	return true
}
