package odata

import (
	"errors"
	"fmt"
	"strings"
)

// Resource is the resource path of a Dataverse Web API address: what stands between the version and the query.
// Without segments it is the service document, the list of all entity sets.
//
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors (2026-11-25)
type Resource struct{ Segments []Segment }

// SegmentKind says what a segment is, as far as its form tells.
type SegmentKind uint8

// The kinds of segment.
const (
	// Named: a first segment that may be an entity set or an unbound operation, such as "accounts", "WhoAmI()" or
	// "contacts(emailaddress1='x')". Only metadata tells them apart. It is the zero value.
	Named SegmentKind = iota
	// Set: an entity set, known by a key without name. Operations take named parameters only.
	Set
	// Property: a navigation property or a column of what stands before it, or of a definition.
	Property
	// Reference: $ref, the relation itself instead of the row at its end.
	Reference
	// Value: $value, the raw value of a column.
	Value
	// Count: $count, the number of rows.
	Count
	// Operation: a function or action by its full name, such as "Microsoft.Dynamics.CRM.SendEmail". A type cast of a
	// row, such as "Microsoft.Dynamics.CRM.systemuser", has the same form.
	Operation
	// Metadata: the first segment of a path into the definitions, such as "EntityDefinitions", or $metadata.
	Metadata
	// Cast: the full name of a type below Metadata, such as "Microsoft.Dynamics.CRM.PicklistAttributeMetadata".
	Cast
	// Batch: $batch.
	Batch
	// Created: the row that an earlier request of the same changeset created. The name is its Content-ID: "1" for "$1".
	Created
)

// segmentWords are the names of the kinds, in their order.
const segmentWords = "named set property reference value count operation metadata cast batch created"

// String returns the kind's name in lower case.
func (k SegmentKind) String() string {
	if words := strings.Fields(segmentWords); int(k) < len(words) {
		return words[k]
	}
	return "unknown"
}

// Segment is one step of a resource path.
type Segment struct {
	Kind SegmentKind

	// Name has no namespace and no key. Part of it may be Unknown, never all of it. "accounts" followed by Unknown
	// without parentheses may stand for "accounts(id)".
	Name string

	// Key is the text between the parentheses, quotes included: an id, Unknown, or an alternate key such as
	// "a=1,b='x'". It is empty when there is none, and for an Operation with parameters.
	Key string

	// Alternate tells that the key has the form name=value. In a Named segment this may be a parameter list as well.
	Alternate bool

	// Empty tells that there are parentheses with nothing between them.
	Empty bool

	// Arguments are the name=value pairs of a parameter list or an alternate key.
	Arguments []Argument
}

// Argument is a parameter of an operation or a column of an alternate key.
type Argument struct {
	Name  string // empty for an item without name, which only text that a run knows explains
	Value string // a literal as written, quotes included, or "@alias", whose value is in the query
}

// ErrResource reports a resource path that cannot be read.
var ErrResource = errors.New("resource path cannot be read")

// The limits of a resource path. An address holds 64 KB at most, and that only inside a batch.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api (2026-11-25)
const (
	maxResource = 64 << 10
	maxSegments = 32
)

// ParseResource reads the resource path of an address: the part after "/api/data/v9.2/", without the query. Percent
// escapes are decoded. Text in quotes or brackets does not end a segment. It fails with ErrResource when brackets or
// quotes do not close, when a name is missing, malformed or Unknown as a whole, and when the path is too long.
func ParseResource(path string) (Resource, error) {
	if len(path) > maxResource {
		return Resource{}, fmt.Errorf("%w: longer than %d bytes", ErrResource, maxResource)
	}
	pieces, err := cutOutside(unescape(path), '/')
	if err != nil {
		return Resource{}, fmt.Errorf("%w: %w", ErrResource, err)
	}
	var r Resource
	for _, piece := range pieces {
		if piece = strings.TrimSpace(piece); piece == "" {
			continue
		}
		if len(r.Segments) == maxSegments {
			return Resource{}, fmt.Errorf("%w: more than %d segments", ErrResource, maxSegments)
		}
		s, err := parseSegment(piece, r.Segments)
		if err != nil {
			return Resource{}, fmt.Errorf("%w: segment %d: %w", ErrResource, len(r.Segments)+1, err)
		}
		r.Segments = append(r.Segments, s)
	}
	return r, nil
}
