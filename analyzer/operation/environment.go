package operation

import (
	"net/url"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// environment says in which environment a call runs; the ID is left empty.
func (r *reader) environment(n *flowparse.Node, rt route) Identity {
	alternatives := dataflow.Set{dataflow.Null{}}
	value, takes := organization(n, rt)
	switch {
	case rt.path != nil && rt.legacy:
		alternatives = rt.path[0]
	case value != nil:
		alternatives = r.ev.Of(value, dataflow.At(n))
	case !takes && strings.HasSuffix(strings.ToLower(n.Call.Operation), "withorganization"):
		return Identity{Environment: DynamicEnvironment, Expression: "not stated"}
	}
	if len(alternatives) == 1 {
		switch v := alternatives[0].(type) {
		case dataflow.Null:
			return Identity{Environment: CurrentEnvironment}
		case dataflow.Constant:
			return r.literalEnvironment(v.Text)
		}
	}
	written, name := r.environmentName(n, rt)
	dynamic := Identity{Environment: DynamicEnvironment, Expression: name}
	for _, v := range alternatives {
		if o, ok := v.(dataflow.Opaque); ok && o.Variable != "" {
			dynamic.Expression, dynamic.Variable = o.Why, o.Variable
		}
	}
	for _, name := range []string{dynamic.Expression, written} { // as reports print it, or as the flow writes it
		if is, ok := r.around.Pins.Environment(name); ok {
			return r.literalEnvironment(is)
		}
	}
	return dynamic
}

// literalEnvironment reads a constant environment: the words for the current one, its address, or that of another.
func (r *reader) literalEnvironment(s string) Identity {
	plain := strings.TrimRight(strings.ToLower(strings.TrimSpace(s)), "/")
	if u, err := url.Parse(plain); err == nil && u.Host != "" {
		plain = u.Scheme + "://" + u.Host // one environment whatever the path; a user or a query may be a secret
	}
	switch plain {
	case "", "current", "default", "default.cds":
		return Identity{Environment: CurrentEnvironment}
	}
	if r.around.Origin != "" && plain == r.around.Origin {
		return Identity{Environment: CurrentEnvironment}
	}
	if strings.HasPrefix(plain, "https://") || strings.HasPrefix(plain, "http://") {
		return Identity{Environment: plain}
	}
	return Identity{Environment: DynamicEnvironment, Expression: "organization " + plain}
}

// organization is the value with which a node names its environment, nil where it names none or has it in its path. takes
// reports whether the node is of a kind that can name one.
func organization(n *flowparse.Node, rt route) (value *jsontree.Node, takes bool) {
	switch {
	case rt.path != nil && rt.legacy:
		return nil, true
	case rt.path != nil:
		return n.Call.Headers.Fold("organization"), true
	case n.Call.Parameters.Get("organization") != nil:
		return n.Call.Parameters.Get("organization"), true
	case rt.legacy || n.Call.API == legacyAPI || n.Call.API == onlineAPI:
		return n.Call.Parameters.Get("dataset"), true
	}
	return nil, false
}

// environmentText is what a node writes to name an environment.
func environmentText(n *flowparse.Node, rt route) string {
	value, _ := organization(n, rt)
	s := value.Str()
	if rt.path != nil && rt.legacy {
		s = n.Call.Path.Str()
		if _, rest, ok := strings.Cut(s, "/datasets/"); ok {
			s, _, _ = strings.Cut(rest, "/tables/")
		}
	}
	return s
}

// environmentName returns the expression that names the environment of a node, in canonical form, so that different ones
// stay apart, and the name that reports give it: the expression without the texts that it writes out. Where that leaves
// something out, the node follows that writes it so first: expressions that differ in their texts alone are not the same.
func (r *reader) environmentName(n *flowparse.Node, rt route) (written, name string) {
	t, err := expr.Parse(environmentText(n, rt))
	if err != nil {
		return "unreadable expression", "unreadable expression"
	}
	written, name = t.String(), withoutTexts(t).String()
	if name == written {
		return written, name
	}
	first := r.firstThatWrites(n, rt, written)
	where := first.Name
	if first.Trigger {
		where = "the trigger " + where
	}
	flow := r.result.Flow
	id := flow.ID
	if id == "" {
		id = flow.File
	}
	if flow.Name != "" {
		id = flow.Name + " (" + id + ")"
	}
	return written, name + " in " + where + " of flow " + id
}

// maxLookedBack is how many operations and how many blind spots of a flow are looked at for one whose environment is written
// the same way. A node behind them stands for itself, which keeps more apart and loses nothing.
const maxLookedBack = 200

// firstThatWrites returns the first node that was read and writes its environment as a node does, else the node itself.
func (r *reader) firstThatWrites(n *flowparse.Node, rt route, written string) *flowparse.Node {
	plain := strings.NewReplacer(" ", "", "\n", "", "\t", "")
	text := plain.Replace(environmentText(n, rt))
	same := func(node string) *flowparse.Node {
		before := r.ev.Node(node)
		if before == nil || before.Call == nil {
			return nil
		}
		other := environmentText(before, r.routes[before])
		if plain.Replace(other) != text {
			return nil
		}
		if t, err := expr.Parse(other); err != nil || t.String() != written {
			return nil
		}
		return before
	}
	for _, op := range r.result.Operations[:min(len(r.result.Operations), maxLookedBack)] {
		if before := same(op.Node); before != nil {
			return before
		}
	}
	for _, b := range r.result.Blindspots[:min(len(r.result.Blindspots), maxLookedBack)] {
		if before := same(b.Node); before != nil {
			return before
		}
	}
	return n
}
