package jsontree

import (
	"strconv"
	"strings"
)

// Get returns the value of the last member of that exact name, as other readers of JSON do, or nil.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Name == name {
			return n.Members[i].Value
		}
	}
	return nil
}

// Fold is Get without regard to case; an exact match wins.
func (n *Node) Fold(name string) *Node {
	if v := n.Get(name); v != nil || n == nil {
		return v
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if strings.EqualFold(n.Members[i].Name, name) {
			return n.Members[i].Value
		}
	}
	return nil
}

// At follows names inward and returns nil as soon as one is absent.
func (n *Node) At(names ...string) *Node {
	for _, name := range names {
		n = n.Get(name)
	}
	return n
}

// Is reports whether the node is present and of the kind.
func (n *Node) Is(kind Kind) bool { return n != nil && n.Kind == kind }

// Str returns a string's text, and "" for anything else.
func (n *Node) Str() string {
	if n.Is(String) {
		return n.Text
	}
	return ""
}

// Scalar returns the text of a string, number or boolean, and "" for anything else.
func (n *Node) Scalar() string {
	if n == nil || n.Kind == Array || n.Kind == Object || n.Kind == Null {
		return ""
	}
	return n.Text
}

// Int returns the number a node holds, written as a JSON number or as a string.
func (n *Node) Int() (int, bool) {
	v, err := strconv.Atoi(strings.TrimSpace(n.Scalar()))
	return v, err == nil
}

// Walk visits the node and everything inside it, outermost first, with the JSON pointer of each.
func (n *Node) Walk(visit func(pointer string, node *Node)) { n.walk("", visit) }

func (n *Node) walk(pointer string, visit func(string, *Node)) {
	if n == nil {
		return
	}
	visit(pointer, n)
	for _, m := range n.Members {
		m.Value.walk(pointer+"/"+EscapePointer(m.Name), visit)
	}
	for i, item := range n.Items {
		item.walk(pointer+"/"+strconv.Itoa(i), visit)
	}
}

// EscapePointer escapes a member name for use in a JSON pointer (RFC 6901).
func EscapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// Any returns the value as encoding/json would decode it into an any, with numbers as json.Number text would stand:
// strings stay strings, numbers become float64, the last of several members of one name wins.
func (n *Node) Any() any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Bool:
		return n.Text == "true"
	case Number:
		f, _ := strconv.ParseFloat(n.Text, 64)
		return f
	case String:
		return n.Text
	case Array:
		items := make([]any, len(n.Items))
		for i, item := range n.Items {
			items[i] = item.Any()
		}
		return items
	case Object:
		members := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			members[m.Name] = m.Value.Any()
		}
		return members
	}
	return nil
}

// Elements returns an array's items, and nil for anything else.
func (n *Node) Elements() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Pointer follows a JSON pointer (RFC 6901) as far as it leads and returns the last value it reached.
func (n *Node) Pointer(pointer string) *Node {
	at := n
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		name := strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~")
		next := at.Get(name)
		if i, err := strconv.Atoi(name); next == nil && err == nil && at.Is(Array) && i >= 0 && i < len(at.Items) {
			next = at.Items[i]
		}
		if next == nil {
			return at
		}
		at = next
	}
	return at
}

// Entries returns an object's members, and nil for anything else.
func (n *Node) Entries() []Member {
	if n == nil {
		return nil
	}
	return n.Members
}
