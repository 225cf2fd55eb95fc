package environment

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/shape"
	"rolefit/flowparse/source"
)

// Format marks a snapshot file and says how to read it.
const Format = "rolefit-snapshot/1"

// MaxSize is how many bytes of a snapshot Read accepts.
const MaxSize = 128 << 20

const (
	maxSnapshotDepth  = 16 // a snapshot has six
	maxSnapshotValues = 4_000_000
)

//go:embed snapshot.schema.json
var schemaText string

// schemaURL names the schema in snapshots. Nothing is ever loaded from it.
const schemaURL = "urn:rolefit:schema:snapshot-1"

var schema = shape.Of(schemaURL, schemaText)

// Schema returns the JSON Schema (draft 2020-12) of a snapshot. The caller owns the bytes.
func Schema() []byte { return []byte(schemaText) }

// snapshot is an environment as a file.
type snapshot struct {
	Schema string `json:"$schema"`
	Format string `json:"format"`
	Environment
}

// Write writes an environment as a snapshot: the same bytes for the same reading, whatever the order of its lists. It
// fails before anything is written: with an *Error when Read would not read the snapshot back, and wrapping ErrClientData
// when the definition of a flow cannot be searched for secrets.
func Write(w io.Writer, e Environment) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	e = Sort(e)
	for i := range e.Flows { // whoever read them: no secret goes into a file
		definition, err := Redact(e.Flows[i].Definition)
		if err != nil {
			return fmt.Errorf("writing the flow %s: %w", source.Quoted(e.Flows[i].ID), err)
		}
		e.Flows[i].Definition = definition
	}
	if err := enc.Encode(snapshot{schemaURL, Format, e}); err != nil {
		return fmt.Errorf("writing the environment as JSON: %w", err)
	}
	if _, err := Read("the snapshot to be written", text.Bytes()); err != nil {
		return err
	}
	if _, err := w.Write(text.Bytes()); err != nil {
		return fmt.Errorf("writing the snapshot: %w", err)
	}
	return nil
}

// Read reads a snapshot; name is what errors call it. Its lists come in the order of Sort. It fails with an *Error that
// says where the text is not a snapshot, is one of another format, or does not fit together as Problems says.
func Read(name string, raw []byte) (Environment, error) {
	text := &source.Text{Path: name, Bytes: bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))}
	fail := func(offset int, message string) (Environment, error) {
		line, column := text.Position(offset)
		return Environment{}, &Error{File: name, Problems: []Problem{{Line: line, Column: column, Message: message}}}
	}
	if len(raw) > MaxSize {
		return fail(0, fmt.Sprintf("the file has %d bytes; at most %d are read; is this the snapshot?", len(raw), MaxSize))
	}
	if at := invalidUTF8(text.Bytes); at >= 0 {
		return fail(at, "the text is not UTF-8; save the file as it was written")
	}
	root, duplicates, err := jsontree.Parse(text.Bytes, jsontree.Limits{Depth: maxSnapshotDepth, Nodes: maxSnapshotValues})
	if err != nil {
		offset := 0
		var at *jsontree.Error
		if errors.As(err, &at) {
			offset = at.Offset
		}
		return fail(offset, err.Error()+"; was the file cut off or edited?")
	}
	if message := wrongFormat(root); message != "" {
		return fail(0, message)
	}
	for _, d := range duplicates {
		return fail(d.NameSpan.Start, "a name occurs twice in one object; keep one of them")
	}
	problems, err := checkShape(root)
	if err != nil {
		return Environment{}, err
	}
	if len(problems) > 0 {
		return Environment{}, newError(text, root, problems)
	}
	var file snapshot
	if err := json.Unmarshal(text.Bytes, &file); err != nil {
		return Environment{}, newError(text, root, []Problem{unfit(err)})
	}
	if problems := file.Environment.Problems(); len(problems) > 0 {
		return Environment{}, newError(text, root, problems)
	}
	return Sort(file.Environment), nil
}

// wrongFormat says what a file is that is not of this format; nothing for one that is.
func wrongFormat(root *jsontree.Node) string {
	format := root.Get("format")
	switch {
	case !root.Is(jsontree.Object) || format == nil:
		return `the file is not a snapshot: it does not begin with "format": "` + Format + `"; read the environment again`
	case format.Str() == Format:
		return ""
	case strings.HasPrefix(format.Str(), "rolefit-snapshot/"):
		return fmt.Sprintf("the snapshot has the format %s and this version of rolefit reads %s; read the environment again, or use the version that wrote the file", source.Quoted(format.Str()), Format)
	}
	return fmt.Sprintf("the file is not a snapshot: its format is not %s; read the environment again", Format)
}

// unfit words an error of the decoder: a text or number that has the shape and not the meaning.
func unfit(err error) Problem {
	message := "a value cannot be read, such as a day that no calendar has"
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return Problem{Pointer: "/" + strings.ReplaceAll(strings.TrimPrefix(kind.Field, "Environment."), ".", "/"), Message: "the number is too large, or is not whole"}
	}
	return Problem{Message: message}
}
