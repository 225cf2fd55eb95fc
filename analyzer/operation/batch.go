package operation

import (
	"fmt"
	"slices"
	"strings"

	"rolefit/analyzer/dataflow"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/odata"
)

// isBatch reports whether an address is that of $batch.
func isBatch(address string) bool {
	path, _ := resourcePath(address)
	return strings.EqualFold(path, "$batch")
}

// batch files every request in the body of a batch. What could hide requests is a blind spot.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api (2026-11-25)
func (r *reader) batch(n *flowparse.Node, q request, body *jsontree.Node) bool {
	// A batch is read for the requests that it can hold, not for the text that it is.
	text, all := r.ev.AllText(r.ev.Of(body, dataflow.At(n)))
	parts, err := odata.ParseBatch(text)
	if err != nil || !all {
		r.blind(n, q.identity, "opaque-http", "the requests of the batch are put together at run time", rawFix)
		return true
	}
	filed, hidden := false, false
	seen := map[string]bool{}
	for _, p := range parts {
		switch {
		case p.Hidden():
			hidden = true
			continue
		case p.Body == "" && slices.ContainsFunc(parts, func(q odata.BatchPart) bool {
			return q.Body != "" && q.Method == p.Method && q.Address == p.Address
		}):
			continue // the same request, in the alternative in which there is no row
		}
		same := strings.Join([]string{p.Method, p.Address, fmt.Sprint(p.Headers), p.Body}, "\x00")
		if seen[same] {
			continue
		}
		seen[same] = true
		headers := map[string]string{}
		for _, h := range p.Headers {
			headers[strings.ToLower(h.Name)] = h.Value
		}
		one := request{
			identity: q.identity, method: strings.ToLower(p.Method), address: p.Address,
			header: func(name string) dataflow.Set {
				if v, sent := headers[strings.ToLower(name)]; sent {
					return dataflow.Set{dataflow.Constant{Text: v}}
				}
				return dataflow.Set{dataflow.Null{}}
			},
			body: func(op *Operation) { r.textBody(op, n, p.Body) },
		}
		filed = r.request(n, one) || filed
	}
	if hidden {
		r.blind(n, q.identity, "opaque-http", "the batch may hold requests that are put together at run time", rawFix)
	}
	return filed || hidden
}
