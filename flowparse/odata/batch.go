package odata

import (
	"errors"
	"fmt"
)

// BatchPart is one request of a $batch.
type BatchPart struct {
	// Method is GET, POST, PATCH, PUT or DELETE, or Unknown when only a run knows it.
	Method string

	// Address is as written: absolute, from "/api/data/" on, relative to the service, or beginning with "$1" or "/$1"
	// for the row that the request with this Content-ID created. Spaces may stand in it. It is never empty.
	Address string

	// Headers are those of the request, without those of the part around it.
	Headers []Header

	// Body is the text of the request's body without white space around it.
	Body string

	// Changeset is the number of the changeset around the request, counted from 1. It is 0 outside changesets.
	Changeset int

	// ContentID is the name by which later requests of the changeset refer to the created row. It is empty when none
	// is given.
	ContentID string
}

// Hidden tells a part that stands for text between the requests which only a run knows. It may hold any number of
// requests, or none.
func (p BatchPart) Hidden() bool { return p.Method == unknownText && p.Address == unknownText }

// Header is a header of a request.
type Header struct {
	Name, Value string
}

// ErrBatch reports the text of a $batch in which no requests can be found.
var ErrBatch = errors.New("$batch cannot be read")

// maxParts bounds the requests of a batch. The service takes 1,000, but a flow may put the texts of several batches
// together.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api (2026-11-25)
const maxParts = 10_000

// ParseBatch reads the requests of a $batch body: multipart/mixed text whose parts are requests or changesets, which
// are such texts again.
//
// It reads what flows put together, so it is not strict. A request is found by its first line, such as
// "POST /api/data/v9.2/accounts HTTP/1.1", whatever stands around it. The end of a line, indentation and missing blank
// lines do not matter. A boundary may be Unknown, may appear without having been announced, and may come again after
// its end. What is only known to a run between the requests gives a part that is Hidden, so that it is not overlooked;
// in a body it stays in the body. Where boundaries cannot be told apart, the number of a changeset is a guess.
//
// It fails with ErrBatch when the text holds no request line, or more than 10,000 parts.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api (2026-11-25)
func ParseBatch(body string) ([]BatchPart, error) {
	r := batchReader{text: body}
	for at := 0; at < len(body); {
		end, next := lineOf(body, at)
		for length := unglued(body[at:end]); at+length < end && len(r.parts) <= maxParts; length = unglued(body[at:end]) {
			r.line(at, at+length, at+length)
			at += length
		}
		r.line(at, end, next)
		if len(r.parts) > maxParts {
			return nil, fmt.Errorf("%w: more than %d parts", ErrBatch, maxParts)
		}
		at = next
	}
	r.endRequest()
	if !r.found {
		return nil, fmt.Errorf("%w: no request line", ErrBatch)
	}
	return r.parts, nil
}
