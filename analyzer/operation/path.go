package operation

import (
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/expr"
	"rolefit/flowparse/jsontree"
)

// routeOfPath tells what a V1 node does from its method and path: the legacy tabular form
// /v2/datasets/{dataset}/tables/{table}/items/{id}, or the Web API form /api/data/v9.1/{set}({id}) of Logic Apps.
func (r *reader) routeOfPath(n *flowparse.Node) route {
	c := n.Call
	method := strings.ToLower(c.Method.Str())
	segments := r.segments(c.Path, dataflow.At(n))
	found := route{name: c.Operation, path: segments, legacy: true}
	if i := indexOf(segments, "datasets"); i >= 0 && i+3 < len(segments) && isConstant(segments[i+2], "tables") {
		found.path = segments[i+1:] // dataset, "tables", table, "items", id, …
		return legacyRoute(found, method, found.path[3:])
	}
	if i := indexOf(segments, "data"); i >= 1 && isConstant(segments[i-1], "api") && i+2 < len(segments) {
		found = webAPIRoute(found, method, segments[i+2:])
		if found.kind == Subscribe {
			found.table = c.Body.Get("entityname")
		}
		return found
	}
	return found
}

func legacyRoute(found route, method string, rest []dataflow.Set) route {
	what := ""
	if len(rest) > 0 {
		what = strings.ToLower(constantOf(rest[0]))
	}
	switch {
	case what == "items" && len(rest) == 1 && method == "get":
		found.kind, found.list = Read, true
	case what == "items" && len(rest) == 1 && method == "post":
		found.kind = Create
	case what == "items" && len(rest) == 2 && method == "get":
		found.kind = Read
	case what == "items" && len(rest) == 2 && method == "patch":
		found.kind = Upsert
	case what == "items" && len(rest) == 2 && method == "delete":
		found.kind = Delete
	case what == "items" && len(rest) >= 3 && isConstant(rest[2], "attachments"):
		found.kind = map[string]Kind{"get": ReadNotes, "post": CreateNote, "delete": DeleteNote}[method]
	case strings.HasSuffix(what, "itemswebhook"):
		found.kind = Subscribe
	case strings.HasPrefix(what, "on") && strings.HasSuffix(what, "items"):
		found.kind, found.list = Read, true
	default:
		return found
	}
	found.known = true
	return found
}

// webAPIRoute reads what follows /api/data/v9.x/: {set}, {set}({id}), a column, $value or a collection's $ref.
func webAPIRoute(found route, method string, rest []dataflow.Set) route {
	found.legacy = false
	found.path = rest
	name := strings.ToLower(constantOf(rest[0]))
	_, keyed := splitKey(rest[0])
	last := strings.ToLower(constantOf(rest[len(rest)-1]))
	switch {
	case name == "callbackregistrations" && method == "post":
		found.kind, found.logical = Subscribe, true
	case len(rest) == 1 && !keyed && method == "get":
		found.kind, found.list = Read, true
	case len(rest) == 1 && !keyed && method == "post":
		found.kind = Create
	case len(rest) == 1 && keyed:
		kind, ok := map[string]Kind{"get": Read, "patch": Upsert, "delete": Delete}[method]
		if !ok {
			return found
		}
		found.kind = kind
	case keyed && last == "$ref":
		found.kind = map[string]Kind{"post": Associate, "delete": Disassociate}[method]
	case keyed && last == "$value" && method == "get":
		found.kind = Download
	case keyed && len(rest) == 2 && method == "put":
		found.kind = Upload
	default:
		return found
	}
	found.known = true
	return found
}

// segments evaluates a path and cuts it at its slashes. Slashes inside interpolated values do not cut.
func (r *reader) segments(path *jsontree.Node, at *dataflow.Scope) []dataflow.Set {
	t, err := expr.Parse(path.Str())
	if err != nil {
		return nil
	}
	var segments []dataflow.Set
	var current []dataflow.Set
	for _, p := range t.Parts {
		if p.Expr != nil {
			current = append(current, r.ev.Expr(p.Expr, at))
			continue
		}
		pieces := strings.Split(p.Text, "/")
		for i, piece := range pieces {
			if i > 0 {
				segments = append(segments, dataflow.Concat(current))
				current = nil
			}
			if piece != "" {
				current = append(current, dataflow.Set{dataflow.Constant{Text: piece}})
			}
		}
	}
	segments = append(segments, dataflow.Concat(current))
	if len(segments) > 1 && constantOf(segments[0]) == "" && len(segments[0]) == 1 {
		segments = segments[1:]
	}
	return segments
}

func indexOf(segments []dataflow.Set, want string) int {
	for i, s := range segments {
		if isConstant(s, want) {
			return i
		}
	}
	return -1
}

// splitKey splits "accounts(<key>)" into the set name and the key.
func splitKey(segment dataflow.Set) (key dataflow.Set, ok bool) {
	if len(segment) != 1 {
		return nil, false
	}
	switch v := segment[0].(type) {
	case dataflow.Constant:
		_, rest, found := strings.Cut(v.Text, "(")
		return dataflow.Set{dataflow.Constant{Text: strings.TrimSuffix(rest, ")")}}, found
	case dataflow.Text:
		if len(v.Parts) == 0 || !strings.HasSuffix(constantOf(v.Parts[0]), "(") {
			return nil, false
		}
		inner := v.Parts[1:]
		if n := len(inner); n > 0 && constantOf(inner[n-1]) == ")" {
			inner = inner[:n-1]
		}
		if len(inner) == 1 {
			return inner[0], true
		}
		return dataflow.Concat(inner), true
	}
	return nil, false
}

// setNames are the entity sets that a Web API segment can begin with; what is not a constant stays unknown.
func setNames(segment dataflow.Set) dataflow.Set {
	var out dataflow.Set
	for _, v := range segment {
		switch v := v.(type) {
		case dataflow.Constant:
			name, _, _ := strings.Cut(v.Text, "(")
			out = append(out, dataflow.Constant{Text: name})
		case dataflow.Text:
			name, _, found := strings.Cut(constantOf(v.Parts[0]), "(")
			if !found {
				return dataflow.Set{dataflow.Opaque{Why: "put together at run time"}}
			}
			out = append(out, dataflow.Constant{Text: name})
		default:
			out = append(out, v)
		}
	}
	return out
}
