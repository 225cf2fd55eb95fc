package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxBytes is the size of the largest document that Read accepts.
const MaxBytes = 256 << 20

// ErrTooLarge reports a document of more than MaxBytes bytes.
var ErrTooLarge = errors.New("the document is larger than 256 MiB")

// Write writes the document as indented JSON with a newline at its end: empty lists as [], no HTML escapes, bytes that are
// not UTF-8 as U+FFFD. Equal documents give equal bytes. It fails only when w does.
func (d Document) Write(w io.Writer) error {
	if d.SchemaVersion == "" {
		d.SchemaVersion = SchemaVersion
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if err := json.MarshalWrite(out, d, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  ")); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	out.WriteByte('\n')
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// Read reads a document that Write wrote. It fails with ErrTooLarge, with an InvalidError when the JSON is not such a
// document, and when r does.
func Read(r io.Reader) (Document, error) { return read(r, MaxBytes) }

func read(r io.Reader, most int64) (Document, error) {
	raw, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return Document{}, fmt.Errorf("reading the report: %w", err)
	}
	if int64(len(raw)) > most {
		return Document{}, fmt.Errorf("reading the report: %w", ErrTooLarge)
	}
	if err := Validate(raw); err != nil {
		return Document{}, fmt.Errorf("reading the report: %w", err)
	}
	var doc Document
	if err := json.Unmarshal(raw, &doc, json.RejectUnknownMembers(true)); err != nil {
		return Document{}, fmt.Errorf("reading the report: %w", err)
	}
	return doc, nil
}
