package dataversetest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// greatestPage is the number of rows that Dataverse puts on a page at most.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results (2026-11-22)
const greatestPage = 5000

// pageSize is the number of rows on a page of this call.
func (c *call) pageSize() int {
	size := greatestPage
	if c.prefer.pageSize > 0 {
		size = min(size, c.prefer.pageSize)
	}
	if c.seed.PageSize > 0 {
		size = min(size, c.seed.PageSize)
	}
	return size
}

// list is a page of rows of a table.
func (c *call) list(s *set, rows []row) (object, error) {
	if err := c.mayRead(s); err != nil {
		return nil, err
	}
	passed, err := c.passing(s, rows, c.query)
	if err != nil {
		return nil, err
	}
	total := len(passed)
	passed, last, more, err := c.page(s, passed, c.query)
	if err != nil {
		return nil, err
	}
	values := []object{}
	for _, r := range passed {
		value, err := c.written(s, r, c.query)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	body := object{{"@odata.context", c.base + "$metadata#" + s.name + contextOf(c.query)}}
	if c.query.count {
		body = body.with("@odata.count", min(total, greatestPage))
	}
	if c.prefer.annotations {
		count := -1
		if c.query.count {
			count = min(total, greatestPage)
		}
		body = body.with("@Microsoft.Dynamics.CRM.totalrecordcount", count)
		body = body.with("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", c.query.count && total > greatestPage)
	}
	body = body.with("value", values)
	if more {
		options := c.query.kept
		if options != "" {
			options += "&"
		}
		body = body.with("@odata.nextLink", c.base+c.path+"?"+options+"$skiptoken="+cookie(c.query.page+1, last))
	}
	return body, nil
}

// passing are the rows that the caller may see and that pass the filter, in the order that is asked for.
func (c *call) passing(s *set, rows []row, q query) ([]row, error) {
	pass, err := parseFilter(q.filter, s.table, s.kindOf)
	if err != nil {
		return nil, err
	}
	var passed []row
	for _, r := range rows {
		if c.visible(s, r) && pass(func(column string) any { return r[column] }) {
			passed = append(passed, r)
		}
	}
	if q.order == "" {
		return passed, nil
	}
	for _, term := range slices.Backward(strings.Split(q.order, ",")) {
		column, direction, _ := strings.Cut(strings.TrimSpace(term), " ")
		if _, ok := s.kindOf(column); !ok || direction != "" && direction != "asc" && direction != "desc" {
			return nil, badQuery("Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", column, s.table)
		}
		slices.SortStableFunc(passed, func(a, b row) int {
			if direction == "desc" {
				a, b = b, a
			}
			return compareValues(a[column], b[column])
		})
	}
	return passed, nil
}

// page cuts a page out of the rows. Its last key is where the next page goes on, when there is more.
func (c *call) page(s *set, rows []row, q query) (page []row, last string, more bool, err error) {
	if q.after != "" {
		at := slices.IndexFunc(rows, func(r row) bool { return r[s.key] == q.after })
		if at < 0 {
			return nil, "", false, &refusal{http.StatusBadRequest, "0x80040203", "The paging cookie in $skiptoken does not match the query."}
		}
		rows = rows[at+1:]
	}
	if q.top > 0 {
		return rows[:min(q.top, len(rows))], "", false, nil
	}
	if size := c.pageSize(); len(rows) > size {
		return rows[:size], rows[size-1][s.key].(string), true, nil
	}
	return rows, "", false, nil
}

// single is one row, with the address of its table and row as the context.
func (c *call) single(s *set, r row) (object, error) {
	value, err := c.written(s, r, c.query)
	if err != nil {
		return nil, err
	}
	return append(object{{"@odata.context", c.base + "$metadata#" + s.name + contextOf(c.query) + "/$entity"}}, value...), nil
}

// contextOf is the columns as the context names them.
func contextOf(q query) string {
	names := slices.Clone(q.selected)
	for _, e := range q.expand {
		names = append(names, e.property+"("+strings.Join(e.query.selected, ",")+")")
	}
	if len(names) == 0 {
		return ""
	}
	return "(" + strings.Join(names, ",") + ")"
}

// kindOf is the Edm type of a column.
func (s *set) kindOf(name string) (string, bool) {
	at := slices.IndexFunc(s.columns, func(col column) bool { return col.name == name })
	if at < 0 {
		return "", false
	}
	return s.columns[at].kind, true
}

// written is a row as it is sent: the columns asked for and the key, in the order of the table, then what is expanded.
func (c *call) written(s *set, r row, q query) (object, error) {
	for _, name := range q.selected {
		if _, ok := s.kindOf(name); !ok {
			return nil, badQuery("Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", name, s.table)
		}
	}
	key := r[s.key].(string)
	value := object{{"@odata.etag", `W/"` + version(key) + `"`}}
	for _, col := range s.columns {
		if q.selected != nil && col.name != s.key && !slices.Contains(q.selected, col.name) {
			continue
		}
		if c.prefer.annotations && r[col.name] != nil {
			value = append(value, annotations(c.world, s, col, r)...)
		}
		value = value.with(col.name, r[col.name])
	}
	for _, e := range q.expand {
		var err error
		if value, err = c.expanded(s, r, key, e, value); err != nil {
			return nil, err
		}
	}
	return value, nil
}

// version is a number of a row that stays the same while the row does.
func version(key string) string {
	sum := 1000
	for i := range len(key) {
		sum = (sum*31 + int(key[i])) % 9_000_000
	}
	return fmt.Sprint(sum)
}

// annotations are what the platform adds to a lookup.
func annotations(w *world, s *set, col column, r row) object {
	property, lookup := strings.CutSuffix(col.name, "_value")
	if !lookup || col.target == "" {
		return nil
	}
	target := w.sets[col.target]
	notes := object{
		{col.name + "@Microsoft.Dynamics.CRM.associatednavigationproperty", strings.TrimPrefix(property, "_")},
		{col.name + "@Microsoft.Dynamics.CRM.lookuplogicalname", target.table},
	}
	if to := target.byKey[r[col.name].(string)]; to != nil {
		for _, name := range []string{"fullname", "name"} {
			if text, ok := to[name].(string); ok {
				return notes.with(col.name+"@OData.Community.Display.V1.FormattedValue", text)
			}
		}
	}
	return notes
}

// expanded adds what a navigation property leads to.
func (c *call) expanded(s *set, r row, key string, e expansion, value object) (object, error) {
	if at := slices.IndexFunc(s.columns, func(col column) bool {
		return col.target != "" && col.name == "_"+e.property+"_value"
	}); at >= 0 {
		target := c.sets[s.columns[at].target]
		if err := c.mayRead(target); err != nil {
			return nil, err
		}
		id, _ := r[s.columns[at].name].(string)
		to := target.byKey[id]
		if to == nil {
			return value.with(e.property, nil), nil
		}
		inner, err := c.written(target, to, e.query)
		return value.with(e.property, inner), err
	}
	n, ok := s.navigation[e.property]
	if !ok {
		return nil, badQuery("Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", e.property, s.table)
	}
	target := c.sets[n.target]
	if err := c.mayRead(target); err != nil {
		return nil, err
	}
	rows, err := c.passing(target, rowsOf(target, n.links[key]), e.query)
	if err != nil {
		return nil, err
	}
	page, last, more, err := c.page(target, rows, e.query)
	if err != nil {
		return nil, err
	}
	inner := []object{}
	for _, to := range page {
		o, err := c.written(target, to, e.query)
		if err != nil {
			return nil, err
		}
		inner = append(inner, o)
	}
	value = value.with(e.property, inner)
	if more {
		link := fmt.Sprintf("%s%s(%s)/%s?%s", c.base, s.name, key, e.property, e.query.kept)
		if !c.nested {
			if e.query.kept != "" {
				link += "&"
			}
			link += "$skiptoken=" + cookie(2, last)
		}
		value = value.with(e.property+"@odata.nextLink", link)
	}
	return value, nil
}
