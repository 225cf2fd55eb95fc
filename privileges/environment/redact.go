package environment

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/source"
)

// Secret is what stands in a redacted flow in place of each secret value.
const Secret = "(secret)"

// ErrClientData is wrapped by the errors of Redact.
var ErrClientData = errors.New("the definition of the flow could not be read")

// Redact returns a flow's clientdata with the secrets that it writes out replaced by Secret. All other bytes stay as they
// are, but for a byte order mark, which goes. The empty text stays empty, and redacting twice changes nothing more.
//
// A secret is known by where it stands: secrets.txt lists the places. An expression stays, since it says where a secret is
// found and not what it is; text that is written out inside an expression at such a place is replaced. It fails, wrapping
// ErrClientData, when the text is not JSON; the error names the position and nothing of the content.
//
// Limitations. A secret at a place that nothing gives away, such as a variable called "x", is not known for one.
func Redact(clientdata string) (string, error) {
	if clientdata == "" {
		return "", nil
	}
	text := &source.Text{Bytes: bytes.TrimPrefix([]byte(clientdata), []byte("\xef\xbb\xbf"))}
	if at := invalidUTF8(text.Bytes); at >= 0 {
		return "", unreadable(text, at, errors.New("not UTF-8"))
	}
	root, _, err := jsontree.Parse(text.Bytes, jsontree.Limits{})
	if err != nil {
		offset := 0
		var at *jsontree.Error
		if errors.As(err, &at) {
			offset = at.Offset
		}
		for _, known := range []error{jsontree.ErrDepth, jsontree.ErrNodes, jsontree.ErrTrailing} {
			if errors.Is(err, known) {
				return "", unreadable(text, offset, known)
			}
		}
		return "", unreadable(text, offset, jsontree.ErrSyntax)
	}
	r := redactor{table: secretTable(), secure: map[string]bool{}}
	r.declared(root)
	r.visit("", root)
	return r.apply(text.Bytes), nil
}

func unreadable(text *source.Text, offset int, err error) error {
	line, column := text.Position(offset)
	return fmt.Errorf("%w: line %d, column %d: %w; export the flow again", ErrClientData, line, column, err)
}

// invalidUTF8 returns the position of the first byte that is no UTF-8, or -1.
func invalidUTF8(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

type redactor struct {
	table  *secrets
	secure map[string]bool // parameters of a secure type, in lower case
	edits  []edit
	depth  int // in how many texts of JSON the value stands
}

type edit struct {
	span source.Span
	text string
}

// declared notes which parameters are secure, before anything is visited: values can stand before their definition.
func (r *redactor) declared(root *jsontree.Node) {
	root.Walk(func(_ string, n *jsontree.Node) {
		for _, m := range n.Entries() {
			if !strings.EqualFold(m.Name, "parameters") {
				continue
			}
			for _, p := range m.Value.Entries() {
				if r.table.types[strings.ToLower(p.Value.Fold("type").Str())] {
					r.secure[strings.ToLower(p.Name)] = true
				}
			}
		}
	})
}

// visit looks at a value that is not known to be secret; name is that of its member, or of its array's member.
func (r *redactor) visit(name string, n *jsontree.Node) {
	switch n.Kind {
	case jsontree.String:
		r.replace(n, r.table.inText(n.Text, r.depth))
	case jsontree.Array:
		for _, item := range n.Items {
			r.visit(name, item)
		}
	case jsontree.Object:
		named := r.namedPair(n)
		for _, m := range n.Members {
			r.member(name, named, m)
		}
	}
}

// namedPair reports whether an object is a name and a value, as lists of headers are written, with the name of a secret.
func (r *redactor) namedPair(n *jsontree.Node) bool {
	for _, key := range []string{"name", "key"} {
		if r.table.secret(n.Fold(key).Str()) {
			return true
		}
	}
	return false
}

func (r *redactor) member(object string, named bool, m jsontree.Member) {
	name, object := strings.ToLower(m.Name), strings.ToLower(object)
	scalar := m.Value.Kind != jsontree.Object && m.Value.Kind != jsontree.Array
	secret := r.table.secret(m.Name)
	switch {
	case name == "authentication" || r.table.connection[name]:
		r.inside(m.Value)
	case !scalar && object == "parameters" && r.secure[name]:
		r.described(m.Value)
	case named && name == "value":
		r.whole(m.Value)
	case secret && r.table.steps[object]:
		r.step(m)
	case secret && isDescription(m.Value):
		r.described(m.Value)
	case secret:
		r.whole(m.Value)
	case scalar && strings.HasPrefix(object, "quer") && r.table.queries[name]:
		r.whole(m.Value)
	default:
		r.visit(m.Name, m.Value)
	}
}

// step looks at an action, or at what else is found by the name of an action, that is called like a secret: what it composes
// is one.
func (r *redactor) step(m jsontree.Member) {
	if m.Value.Kind != jsontree.Object && m.Value.Kind != jsontree.Array {
		r.whole(m.Value)
		return
	}
	for _, inner := range m.Value.Entries() {
		if strings.EqualFold(inner.Name, "inputs") && inner.Value.Kind != jsontree.Object && inner.Value.Kind != jsontree.Array {
			r.whole(inner.Value)
			continue
		}
		r.member(m.Name, false, inner)
	}
}

// isDescription reports whether an object says what a value looks like, as a parameter's definition and a JSON schema do.
func isDescription(n *jsontree.Node) bool {
	if n.Kind != jsontree.Object {
		return false
	}
	types := n.Fold("type")
	for _, t := range slices.Concat(types.Elements(), []*jsontree.Node{types}) {
		switch strings.ToLower(t.Str()) {
		case "string", "securestring", "int", "integer", "number", "float", "bool", "boolean", "object", "secureobject", "array", "null":
			return true
		}
	}
	return n.Fold("$ref") != nil || n.Fold("anyOf") != nil || n.Fold("oneOf") != nil || n.Fold("allOf") != nil
}

// inside replaces what an authentication or the parameters of a connection hold, but for what is known to be open.
func (r *redactor) inside(n *jsontree.Node) {
	if n.Kind == jsontree.Object && n.Fold("keyVault") != nil {
		return
	}
	for _, m := range n.Entries() {
		if r.table.open[strings.ToLower(m.Name)] {
			r.visit(m.Name, m.Value) // an address that is open can still carry a signature
			continue
		}
		r.inside(m.Value)
	}
	for _, item := range n.Elements() {
		r.inside(item)
	}
	if n.Kind != jsontree.Object && n.Kind != jsontree.Array {
		r.whole(n)
	}
}

// described replaces the values that the definition of a secret parameter, or a schema of a secret, writes out: its default,
// the value given to it, and those it may have.
func (r *redactor) described(n *jsontree.Node) {
	for _, m := range n.Entries() {
		switch strings.ToLower(m.Name) {
		case "defaultvalue", "value", "allowedvalues", "default", "const", "enum", "example", "examples":
			r.whole(m.Value)
		default:
			r.visit(m.Name, m.Value)
		}
	}
}

// whole replaces every text and number of a value that is secret as a whole. Empty values, booleans, references to a key
// vault and expressions stay.
func (r *redactor) whole(n *jsontree.Node) {
	switch n.Kind {
	case jsontree.Number:
		r.edits = append(r.edits, edit{n.Span, `"` + Secret + `"`})
	case jsontree.String:
		r.replace(n, r.table.wholeText(n.Text))
	case jsontree.Array:
		for _, item := range n.Items {
			r.whole(item)
		}
	case jsontree.Object:
		if n.Fold("keyVault") != nil {
			return
		}
		for _, m := range n.Members {
			r.whole(m.Value)
		}
	}
}

func (r *redactor) replace(n *jsontree.Node, text string) {
	if text == n.Text {
		return
	}
	// Text of a tree is UTF-8, which always can be quoted.
	quoted, _ := jsontext.AppendQuote(nil, text)
	r.edits = append(r.edits, edit{n.Span, string(quoted)})
}

// apply writes the text with the edits in it.
func (r *redactor) apply(text []byte) string {
	slices.SortFunc(r.edits, func(a, b edit) int { return a.span.Start - b.span.Start })
	var out strings.Builder
	done := 0
	for _, e := range r.edits {
		out.Write(text[done:e.span.Start])
		out.WriteString(e.text)
		done = e.span.End
	}
	out.Write(text[done:])
	return out.String()
}
