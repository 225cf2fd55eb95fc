package operation

import (
	"net/url"
	"strings"

	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// rawCall is a Web API request that a flow writes itself, through HTTP or a connector that passes requests on.
type rawCall struct {
	identity Identity
	method   string
	address  set
	headers  *jsontree.Node
	body     *jsontree.Node
}

// rawFix is what settles a raw request that cannot be derived.
const rawFix = "look up what the call needs and grant it by hand"

// raw files a request that reaches the Web API: as an operation, as untouched, or as a blind spot. A host in the address
// is the environment of whoever is known to pay.
func (r *reader) raw(n *flowparse.Node, connector, address string, call rawCall) {
	if host := hostOf(address); host != "" && call.identity.ID != "" {
		call.identity.Environment = "https://" + host
	}
	switch {
	case call.asksWho():
		r.untouched(n, connector, "WhoAmI needs nothing")
	case call.identity.ID == "" || !r.rawOperation(n, call):
		r.blind(n, call.identity, "opaque-http", "the call reaches the Dataverse Web API", rawFix)
	}
}

// asksWho reports whether the request asks for the caller's own identity and nothing else.
func (c rawCall) asksWho() bool {
	if len(c.address) != 1 || c.method != "get" {
		return false
	}
	path, _, _ := splitAddress(c.address[0])
	rest := afterVersion(path)
	return len(rest) == 1 && (isConstant(rest[0], "WhoAmI") || isConstant(rest[0], "WhoAmI()"))
}

// rawOperation reads a raw Web API request as one of the operations of the connector: rows of a set that metadata knows.
// Functions, actions, metadata, single properties and batches are left to the caller. It reports whether it could.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-operations-web-api (2026-11-22)
func (r *reader) rawOperation(n *flowparse.Node, call rawCall) bool {
	if len(call.address) != 1 || r.around.IsSet == nil {
		return false
	}
	path, query, ok := splitAddress(call.address[0])
	if !ok {
		return false
	}
	rest := afterVersion(path)
	if len(rest) == 0 || !r.around.IsSet(setName(rest[0])) && !r.around.IsSet(constantOf(rest[0])) {
		return false
	}
	ref := len(rest) == 3 && isConstant(rest[2], "$ref")
	if len(rest) > 1 && !ref {
		return false
	}
	rt := webAPIRoute(route{path: rest}, call.method, rest)
	if !rt.known {
		return false
	}
	op := Operation{
		Flow: r.result.Flow, Node: n.Name, Place: n.Place, Name: strings.ToUpper(call.method) + " by Web API", Kind: rt.kind, Raw: true,
		Identity: call.identity, Order: n.Order, List: rt.list, Table: TableName{Set: setName(rest[0])},
		Returns: strings.Contains(strings.ToLower(call.headers.Fold("prefer").Str()), "return=representation"),
	}
	if op.Table.Set == "" {
		op.Table.Set = constantOf(rest[0])
	}
	if key, keyed := splitKey(rest[0]); keyed {
		op.Row = r.origins(key)
	}
	switch op.Kind {
	case Read:
		r.rawQuery(&op, n, query)
	case Create:
		r.rawBody(&op, n, call.body)
	case Upsert:
		switch {
		case call.headers.Fold("if-match") != nil:
			op.Kind = Update
		case call.headers.Fold("if-none-match") != nil:
			op.Kind, op.Row = Create, nil
		}
		r.rawBody(&op, n, call.body)
	case Associate, Disassociate:
		op.Relationship = constantOf(rest[1])
	}
	r.result.Operations = append(r.result.Operations, op)
	return true
}

// splitAddress cuts an address at the slashes of its text, and off its query. Values inside it are not cut.
func splitAddress(v value) (path []set, query string, ok bool) {
	var parts []set
	switch v := v.(type) {
	case constant:
		parts = []set{{v}}
	case text:
		parts = v.parts
	default:
		return nil, "", false
	}
	var current []set
	var inQuery bool
	var q strings.Builder
	for _, p := range parts {
		c := constantOf(p)
		if c == "" {
			if inQuery {
				q.WriteRune(odata.Unknown)
			} else {
				current = append(current, p)
			}
			continue
		}
		if inQuery {
			q.WriteString(c)
			continue
		}
		before, after, found := strings.Cut(c, "?")
		pieces := strings.Split(before, "/")
		for i, piece := range pieces {
			if i > 0 {
				path = append(path, concat(current))
				current = nil
			}
			if piece != "" {
				current = append(current, set{constant{piece}})
			}
		}
		if found {
			inQuery = true
			q.WriteString(after)
		}
	}
	path = append(path, concat(current))
	return path, q.String(), true
}

// afterVersion returns the segments after "/api/data/v9.x".
func afterVersion(path []set) []set {
	for i := 1; i+1 < len(path); i++ {
		if isConstant(path[i], "data") && isConstant(path[i-1], "api") && strings.HasPrefix(strings.ToLower(constantOf(path[i+1])), "v") {
			return path[i+2:]
		}
	}
	return nil
}

// rawQuery reads the query of a raw request as the options of a list.
func (r *reader) rawQuery(op *Operation, n *flowparse.Node, query string) {
	for _, option := range strings.Split(query, "&") {
		name, raw, _ := strings.Cut(option, "=")
		s, err := url.QueryUnescape(raw)
		if err != nil {
			s = raw
		}
		r.option(op, n, strings.ToLower(strings.TrimPrefix(name, "$")), s)
	}
	r.everyColumn(op)
}

// rawBody reads the row that a raw request writes: an object, or JSON text with values put in.
func (r *reader) rawBody(op *Operation, n *flowparse.Node, body *jsontree.Node) {
	at := &scope{node: n}
	for _, v := range r.ev.json(body, at) {
		if l, ok := v.(literal); ok {
			r.itemValue(op, n, set{l})
			continue
		}
		s, ok := skeleton(v)
		root, _, err := jsontree.Parse([]byte(s), jsontree.Limits{Depth: 64})
		if !ok || err != nil || !root.Is(jsontree.Object) {
			r.opaqueRow(op, n)
			continue
		}
		for _, m := range root.Members {
			r.textColumn(op, n, m)
		}
	}
}

// textColumn reads one member of a row that stands as text; values in it are odata.Unknown.
func (r *reader) textColumn(op *Operation, n *flowparse.Node, m jsontree.Member) {
	nav, isBind := strings.CutSuffix(m.Name, bindSuffix)
	switch {
	case isBind && m.Value.Str() == "", strings.ContainsRune(m.Name, odata.Unknown):
		if !isBind {
			r.opaqueRow(op, n)
		}
	case isBind && isOwner(nav):
		op.Owner = &Owner{Targets: []Target{targetOfText(m.Value.Str(), nil)}}
	case isBind:
		op.Lookups = append(op.Lookups, Lookup{Navigation: nav, Targets: []Target{targetOfText(m.Value.Str(), nil)}})
	default:
		op.Columns = append(op.Columns, strings.ToLower(m.Name))
	}
}
