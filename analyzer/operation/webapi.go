package operation

import (
	"net/url"
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// rawCall is a Web API call that a flow writes itself, through HTTP or a connector that passes requests on.
type rawCall struct {
	identity  Identity
	connector string
	method    string
	address   dataflow.Set
	headers   *jsontree.Node
	body      *jsontree.Node
	flat      string // instead of a body: what the names of the parameters begin with that are its members
}

// rawFix is what settles a raw request that cannot be derived.
const rawFix = "look up what the call needs and state it in the configuration (reviewed)"

// raw files a call that reaches the Web API, in each form that its address can have. All of them lead there.
func (r *reader) raw(n *flowparse.Node, call rawCall) {
	filed := false
	for _, v := range call.address {
		address, _ := skeleton(v)
		identity := call.identity
		if host := hostOf(address); host != "" && identity.ID != "" {
			identity.Environment = r.literalEnvironment("https://" + host).Environment
		}
		q := request{
			identity: identity, method: strings.ToLower(call.method), address: address, key: keyOf(v),
			header: func(name string) dataflow.Set { return r.headerOf(n, call.headers, name) },
			body: func(op *Operation) {
				if call.flat != "" {
					r.flatBody(op, n, call.flat)
					return
				}
				r.rawBody(op, n, call.body)
			},
		}
		if isBatch(address) {
			filed = r.batch(n, q, call.body) || filed
			continue
		}
		filed = r.request(n, q) || filed
	}
	if !filed {
		r.untouched(n, call.connector, "the request needs nothing")
	}
}

// request is one Web API request.
type request struct {
	identity Identity
	method   string                         // lower case
	address  string                         // values that only a run knows are odata.Unknown
	key      dataflow.Set                   // what the id of the first segment can be; nil when it has none or that is not followed
	header   func(name string) dataflow.Set // what a header can be; null where it is not sent
	body     func(op *Operation)            // reads the row that the request writes
}

// request files one Web API request as an operation or a blind spot. It reports false for one that needs nothing.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-operations-web-api (2026-11-22)
func (r *reader) request(n *flowparse.Node, q request) bool {
	path, query := resourcePath(q.address)
	if q.identity.ID == "" {
		r.blind(n, q.identity, "opaque-http", "the call reaches the Dataverse Web API, and who signs in is not known", rawFix)
		return true
	}
	if q.method == "" || strings.ContainsRune(q.method, odata.Unknown) {
		r.blind(n, q.identity, "opaque-http", "the request's method is chosen at run time", rawFix)
		return true
	}
	resource, err := odata.ParseResource(path)
	if err != nil {
		r.blind(n, q.identity, "opaque-http", "the address of the request cannot be read", rawFix)
		return true
	}
	if len(resource.Segments) == 0 {
		return false // the list of entity sets
	}
	if slices.ContainsFunc(resource.Segments, func(s odata.Segment) bool { return strings.ContainsRune(s.Name, odata.Unknown) }) {
		r.blind(n, q.identity, "opaque-http", "a name in the address of the request is put together at run time", rawFix)
		return true
	}
	op := Operation{
		Flow: r.result.Flow, Node: n.Name, Place: n.Place, Name: strings.ToUpper(q.method) + " by Web API", Raw: true,
		Identity: q.identity, Order: n.Order, Returns: q.maySend("prefer", "return=representation"),
		Impersonates: q.impersonates(),
	}
	switch first := resource.Segments[0]; {
	case first.Kind == odata.Metadata:
		return r.metadata(n, op, q, resource.Segments, query)
	case first.Kind == odata.Created:
		r.blind(n, q.identity, "opaque-http", "the request works on a row by its place in the batch", rawFix)
	case first.Kind == odata.Named && strings.EqualFold(first.Name, "WhoAmI"):
		return false
	case first.Kind == odata.Named && !r.isRows(first, q, len(resource.Segments)):
		op.Kind, op.Message = Message, plainMessage(first.Name)
		op.Arguments = append(op.Arguments, argumentsOf(first)...)
		q.body(&op)
		r.result.Operations = append(r.result.Operations, op)
	default:
		r.rows(n, op, q, resource.Segments, query)
	}
	return true
}

// isRows reports whether a first segment without a plain key is an entity set rather than a function or action.
func (r *reader) isRows(s odata.Segment, q request, segments int) bool {
	if r.around.IsSet != nil && r.around.IsSet(s.Name) {
		return true
	}
	// Functions are called with brackets, actions by POST; neither has anything after it.
	return segments > 1 || !s.Empty && !s.Alternate && q.method != "post"
}

// argumentsOf are the parameters in the brackets of a function.
func argumentsOf(s odata.Segment) []Argument {
	var out []Argument
	for _, a := range s.Arguments {
		text := a.Value
		if strings.HasPrefix(text, "@") || strings.ContainsRune(text, odata.Unknown) {
			text = ""
		}
		out = append(out, Argument{Name: a.Name, Text: strings.ReplaceAll(strings.Trim(text, "'"), "''", "'")})
	}
	return out
}

// metadata reads a request for definitions.
func (r *reader) metadata(n *flowparse.Node, op Operation, q request, path []odata.Segment, query string) bool {
	if strings.EqualFold(path[0].Name, "$metadata") {
		return false // the service's own description
	}
	if q.method != "get" {
		r.blind(n, q.identity, "opaque-http", "the request changes definitions", rawFix)
		return true
	}
	op.Kind = Definitions
	for _, s := range path {
		if s.Kind == odata.Metadata || s.Kind == odata.Property {
			op.Searched = append(op.Searched, s.Name)
		}
	}
	r.rawQuery(&op, n, query)
	for _, e := range op.Expands {
		op.Searched = append(op.Searched, e.Navigation)
	}
	op.Expands, op.Paths, op.Reads, op.Select = nil, nil, nil, nil
	r.result.Operations = append(r.result.Operations, op)
	return true
}

// rows reads a request on rows of a table: the set, one row, a property of it, a reference, or a bound message.
func (r *reader) rows(n *flowparse.Node, op Operation, q request, path []odata.Segment, query string) {
	first := path[0]
	op.Table = flowparse.TableName{Set: first.Name}
	keyed := first.Key != ""
	if keyed {
		op.Row = r.rowOfKey(first, q)
	}
	rest := path[1:]
	switch {
	case len(rest) == 0:
		if !r.wholeRows(n, &op, q, keyed, query) {
			return
		}
	case rest[0].Kind == odata.Operation:
		op.Kind, op.Message = Message, rest[0].Name
		op.Arguments = append(op.Arguments, argumentsOf(rest[0])...)
		q.body(&op)
	case rest[len(rest)-1].Kind == odata.Count && len(rest) == 1:
		op.Kind, op.List = Read, true
		r.rawQuery(&op, n, query)
	case rest[0].Kind == odata.Property && keyed && r.property(&op, q, rest, query):
	default:
		r.blind(n, q.identity, "opaque-http", "a request of this form has no rule", rawFix)
		return
	}
	r.result.Operations = append(r.result.Operations, op)
}

// rowOfKey says where the id in an address comes from.
func (r *reader) rowOfKey(s odata.Segment, q request) []Origin {
	switch {
	case q.key != nil:
		return r.origins(q.key)
	case s.Alternate:
		return []Origin{{Kind: AlternateKey}}
	case strings.ContainsRune(s.Key, odata.Unknown):
		return []Origin{{Kind: Opaque, Text: "known to a run only"}}
	}
	return []Origin{{Kind: Given}}
}

// wholeRows reads a request on a set or on one of its rows.
func (r *reader) wholeRows(n *flowparse.Node, op *Operation, q request, keyed bool, query string) bool {
	switch {
	case q.method == "get":
		op.Kind, op.List = Read, !keyed
		r.rawQuery(op, n, query)
	case q.method == "post" && !keyed:
		op.Kind = Create
		q.body(op)
	case q.method == "patch" && keyed:
		op.Kind = Upsert
		if q.surelySends("if-match", "") {
			op.Kind = Update
		} else if q.surelySends("if-none-match", "*") {
			op.Kind, op.Row = Create, nil
		}
		q.body(op)
	case q.method == "delete" && keyed:
		op.Kind = Delete
	default:
		r.blind(n, q.identity, "opaque-http", "the Web API has no "+strings.ToUpper(q.method)+" of this form", rawFix)
		return false
	}
	return true
}

// property reads a request on one property of a row, or on the reference behind it. It reports whether there is a rule.
func (r *reader) property(op *Operation, q request, rest []odata.Segment, query string) bool {
	name, last := rest[0].Name, rest[len(rest)-1]
	switch {
	case last.Kind == odata.Reference && len(rest) == 2:
		return r.referenceRequest(op, q, rest[0], query)
	case last.Kind == odata.Value && len(rest) == 2 && q.method == "get":
		op.Kind = Download
		op.reads("", []string{name}, "selected")
	case len(rest) == 1 && q.method == "get":
		op.Kind, op.Property = Read, name
	case len(rest) == 1 && (q.method == "put" || q.method == "delete" || q.method == "patch"):
		op.Kind, op.Columns = SetProperty, []string{strings.ToLower(name)}
	default:
		return false
	}
	return true
}

// referenceRequest reads a request on the reference behind a property: rows are linked or unlinked, or a lookup is set or
// cleared.
func (r *reader) referenceRequest(op *Operation, q request, property odata.Segment, query string) bool {
	switch q.method {
	case "post":
		op.Kind, op.Relationship = Associate, property.Name
	case "delete":
		op.Kind, op.Relationship = Disassociate, property.Name
		if property.Key == "" && !strings.Contains(query, "$id=") {
			op.Kind, op.Relationship, op.Columns = SetProperty, "", []string{strings.ToLower(property.Name)}
		}
	case "put":
		op.Kind, op.Columns = Update, []string{strings.ToLower(property.Name)}
		if isOwner(property.Name) {
			op.Owner = &Owner{Targets: []Target{{Row: []Origin{{Kind: Opaque, Text: "in the request's body"}}}}}
			return true
		}
		op.Lookups = append(op.Lookups, Lookup{Navigation: property.Name, Targets: []Target{{Row: []Origin{{Kind: Opaque, Text: "in the request's body"}}}}})
	default:
		return false
	}
	return true
}

// resourcePath cuts an address into the path after the version and the query.
func resourcePath(address string) (path, query string) {
	if i := strings.Index(strings.ToLower(address), "/api/data/"); i >= 0 {
		address = address[i+len("/api/data/"):]
		_, address, _ = strings.Cut(address, "/")
	}
	path, query, _ = strings.Cut(address, "?")
	return strings.Trim(path, "/ "), query
}

// keyOf is what the id in the first segment of an address can be, followed to where it was read.
func keyOf(address dataflow.Value) dataflow.Set {
	path, ok := splitAddress(address)
	if !ok {
		return nil
	}
	for i := 1; i+2 < len(path); i++ {
		if isConstant(path[i], "data") && isConstant(path[i-1], "api") {
			if key, keyed := splitKey(path[i+2]); keyed {
				return key
			}
		}
	}
	return nil
}

// splitAddress cuts an address at the slashes of its text before the query. Values inside it are not cut.
func splitAddress(v dataflow.Value) (path []dataflow.Set, ok bool) {
	var parts []dataflow.Set
	switch v := v.(type) {
	case dataflow.Constant:
		parts = []dataflow.Set{{v}}
	case dataflow.Text:
		parts = v.Parts
	default:
		return nil, false
	}
	var current []dataflow.Set
	for _, p := range parts {
		c := constantOf(p)
		if c == "" {
			current = append(current, p)
			continue
		}
		before, _, found := strings.Cut(c, "?")
		for i, piece := range strings.Split(before, "/") {
			if i > 0 {
				path = append(path, dataflow.Concat(current))
				current = nil
			}
			if piece != "" {
				current = append(current, dataflow.Set{dataflow.Constant{Text: piece}})
			}
		}
		if found {
			break
		}
	}
	return append(path, dataflow.Concat(current)), true
}

// rawQuery reads the query of a raw request as the options of a list.
func (r *reader) rawQuery(op *Operation, n *flowparse.Node, query string) {
	for _, option := range strings.Split(query, "&") {
		name, raw, _ := strings.Cut(option, "=")
		if strings.ContainsRune(name, odata.Unknown) {
			r.dynamicQuery(op, n, "$filter, $expand or another")
			continue
		}
		s, err := url.QueryUnescape(raw)
		if err != nil {
			s = raw
		}
		r.option(op, n, strings.ToLower(strings.TrimPrefix(name, "$")), s)
	}
	r.everyColumn(op)
}
