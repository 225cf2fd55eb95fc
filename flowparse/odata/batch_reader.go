package odata

import "strings"

// batchStage says which lines are expected.
type batchStage uint8

const (
	betweenRequests batchStage = iota // headers of a part, before its request line
	requestHeaders
	requestBody
)

// batchReader reads a batch line by line.
type batchReader struct {
	text  string
	parts []BatchPart
	found bool // a request line was read

	stage              batchStage
	contentID          string // of the part at hand
	hidden             bool   // since the last boundary a Hidden part was filed
	bodyStart, bodyEnd int    // the body of the last request

	batch     string // boundary of the batch; empty outside it
	set       string // boundary of the changeset that is open or announced
	changeset int    // number of the open changeset, or 0
	sets      int    // changesets so far
}

// line reads the line text[at:end], after which another begins at next.
func (r *batchReader) line(at, end, next int) {
	line := strings.TrimSpace(r.text[at:end])
	if isBoundary(line) {
		r.endRequest()
		r.boundary(strings.TrimPrefix(line, "--"))
		return
	}
	if method, address, ok := requestLine(line, r.stage == betweenRequests); ok {
		r.endRequest()
		r.found = true
		r.parts = append(r.parts, BatchPart{Method: method, Address: address, Changeset: r.changeset, ContentID: r.contentID})
		r.stage, r.contentID = requestHeaders, ""
		r.bodyStart, r.bodyEnd = next, next
		return
	}
	switch r.stage {
	case betweenRequests:
		r.between(line, next)
	case requestHeaders:
		r.requestHeader(line, at, end)
	case requestBody:
		if r.beginsPart(line, at, next) {
			r.endRequest()
			r.between(line, next)
			return
		}
		r.bodyEnd = end
	}
}

// between reads a line outside requests.
func (r *batchReader) between(line string, next int) {
	h, isHeader := headerLine(line)
	if isHeader && strings.EqualFold(h.Name, "Content-ID") {
		r.contentID = h.Value
	}
	if b := boundaryParameter(line); b != "" {
		r.announce(b)
		return
	}
	if isHeader || !strings.ContainsRune(line, Unknown) || r.hidden || r.partHeaderFollows(line, next) {
		return
	}
	r.hidden = true
	if r.set != "" && r.changeset == 0 { // the text has the beginning of the announced changeset in it
		r.sets++
		r.changeset = r.sets
	}
	r.parts = append(r.parts, BatchPart{Method: unknownText, Address: unknownText, Changeset: r.changeset})
}

func (r *batchReader) requestHeader(line string, at, end int) {
	p := &r.parts[len(r.parts)-1]
	h, isHeader := headerLine(line)
	switch {
	case line == "":
		r.stage = requestBody
		r.bodyStart, r.bodyEnd = end, end
	case isHeader:
		p.Headers = append(p.Headers, h)
		if p.ContentID == "" && strings.EqualFold(h.Name, "Content-ID") {
			p.ContentID = h.Value
		}
	default: // the blank line before the body is missing
		r.stage = requestBody
		r.bodyStart, r.bodyEnd = at, end
	}
}

// beginsPart tells whether a line in a body is the head of the next part, whose boundary is missing or Unknown.
// Unknown as the first line of a body is more likely the body.
func (r *batchReader) beginsPart(line string, at, next int) bool {
	if isPartHeader(line) {
		return true
	}
	return r.partHeaderFollows(line, next) && strings.TrimSpace(r.text[r.bodyStart:at]) != ""
}

// partHeaderFollows tells Unknown that stands where a boundary should.
func (r *batchReader) partHeaderFollows(line string, next int) bool {
	if line == "" || strings.Trim(line, unknownText) != "" || next >= len(r.text) || r.text[next-1] != '\n' {
		return false
	}
	end, _ := lineOf(r.text, next)
	return isPartHeader(strings.TrimSpace(r.text[next:end]))
}

// endRequest files the body of the request at hand, if there is one.
func (r *batchReader) endRequest() {
	if r.stage == requestBody {
		r.parts[len(r.parts)-1].Body = strings.TrimSpace(r.text[r.bodyStart:r.bodyEnd])
	}
	r.stage, r.hidden = betweenRequests, false
}

// announce files the boundary that a header names.
func (r *batchReader) announce(boundary string) {
	if r.batch == "" && !namesChangeset(boundary) {
		r.batch = boundary
		return
	}
	r.set, r.changeset = boundary, 0
}

// boundary reads a boundary without its leading dashes.
func (r *batchReader) boundary(name string) {
	r.contentID = ""
	name, ends := strings.CutSuffix(name, "--")
	switch {
	case ends:
		if name == r.batch {
			r.batch = ""
		}
		r.set, r.changeset = "", 0
	case name == r.set && r.changeset > 0:
	case name != r.set && name == r.batch:
		r.set, r.changeset = "", 0
	case name != r.set && r.batch == "" && !namesChangeset(name):
		r.batch, r.set, r.changeset = name, "", 0
	default:
		r.sets++
		r.set, r.changeset = name, r.sets
	}
}
