package xaml

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed plumbing.tsv
var plumbingTSV string

// role says what a known element does for the reader. The zero value means the element is not known.
type role string

const (
	roleScope    role = "scope"
	roleBranch   role = "branch"
	rolePlumbing role = "plumbing"
	roleData     role = "data"
	roleClient   role = "client"
)

// plumbingKey names a line of the list.
type plumbingKey struct{ what, assembly, namespace, name string }

// plumbing is the embedded list. Its form is checked by the tests.
var plumbing = sync.OnceValue(func() map[plumbingKey]role {
	list := map[plumbingKey]role{}
	for line := range strings.Lines(plumbingTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 6 {
			continue
		}
		list[plumbingKey{f[0], f[1], f[2], f[3]}] = role(f[4])
	}
	return list
})

// roleOf returns the role of an element's type, by its own name or by its namespace.
func roleOf(t typeName) role {
	if r := plumbing()[plumbingKey{"element", t.assembly, t.namespace, t.name}]; r != "" {
		return r
	}
	return plumbing()[plumbingKey{"element", t.assembly, t.namespace, "*"}]
}

// isHarmlessOperator reports an operator of EvaluateExpression that computes from its parameters alone.
func isHarmlessOperator(name string) bool {
	return plumbing()[plumbingKey{"operator", "-", "-", name}] != ""
}

// isMadeUpColumn reports a column that the designer offers and no table has, such as the row's address.
func isMadeUpColumn(name string) bool {
	return plumbing()[plumbingKey{"column", "-", "-", name}] != ""
}
