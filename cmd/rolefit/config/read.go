package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"rolefit/flowparse/source"
)

// beginWith tells how a configuration begins.
const beginWith = "begin with: version: 1"

// read turns a file into a tree, or says why it cannot.
func read(data []byte) (*value, []Problem) {
	if problem, ok := checkText(data); !ok {
		return nil, []Problem{problem}
	}
	var documents [2]yaml.Node
	count, err := readDocuments(data, &documents)
	if err != nil {
		return nil, []Problem{syntaxProblem(data, err)}
	}
	// Comments, or a document that is opened and left, state nothing either.
	empty := []Problem{{Line: 1, Column: 1, Message: "the file is empty", Suggestion: beginWith}}
	if count == 0 {
		return nil, empty
	}
	root := documents[0].Content[0]
	if count > 1 {
		second := documents[1].Content[0]
		return nil, []Problem{{Line: second.Line, Column: second.Column, Message: "a second YAML document begins here", Suggestion: "keep one document in the file"}}
	}
	if isNull(root) && root.Value == "" {
		return nil, empty
	}
	b := builder{}
	tree := b.build(root, "", 0)
	return tree, b.problems
}

// checkText refuses what is no text of a configuration before any YAML is read; ok says that nothing is wrong.
func checkText(data []byte) (problem Problem, ok bool) {
	at := func(offset int, message, suggestion string) (Problem, bool) {
		line, column := position(data, offset)
		return Problem{Line: line, Column: column, Message: message, Suggestion: suggestion}, false
	}
	switch {
	case len(data) > MaxSize:
		return at(0, fmt.Sprintf("the file has %d bytes; at most %d are read", len(data), MaxSize), "is this the configuration?")
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return at(0, "the file begins with a byte order mark", "save it as UTF-8 without one")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), len(data) > 1 && (data[0] == 0) != (data[1] == 0):
		return at(0, "the file is UTF-16", "save it as UTF-8")
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return at(i, "the text is not UTF-8", "save the file as UTF-8")
		case isControl(r):
			return at(i, fmt.Sprintf("the text holds the character U+%04X", r), "remove it")
		}
		i += size
	}
	return Problem{}, true
}

// isControl reports whether a character steers a terminal or breaks lines where editors do not, instead of being text.
func isControl(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	case '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff':
		return true
	}
	return unicode.IsControl(r)
}

// position returns line and column of a byte offset, both counted from 1; columns count characters.
func position(data []byte, offset int) (line, column int) {
	before := data[:offset]
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

// readDocuments reads up to two documents and returns how many there are.
func readDocuments(data []byte, documents *[2]yaml.Node) (count int, err error) {
	// The library panics on some malformed texts that it takes for impossible.
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it cannot be read")
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(data))
	for count < len(documents) {
		err := d.Decode(&documents[count])
		if errors.Is(err, io.EOF) {
			return count, nil
		}
		if err != nil {
			return count, err
		}
		if len(documents[count].Content) == 0 {
			return count, errors.New("it cannot be read")
		}
		count++
	}
	return count, nil
}

// errorLine finds the line in an error of the YAML library.
var errorLine = regexp.MustCompile(`^line ([0-9]+): `)

// syntaxErrors words what the YAML library finds most often; its words begin with said. Errors of its parser, unlike those
// of its scanner, count lines from 0.
var syntaxErrors = []struct {
	said                string
	fromZero            bool
	message, suggestion string
}{
	{"did not find expected key", true, "the keys that stand or begin here are not all indented alike", "check the indentation, and put a text with a colon or quotation mark inside into quotes"},
	{"did not find expected '-'", true, "the list that stands or begins here goes on with something that is no entry", "check the indentation"},
	{"did not find expected ',' or ']'", true, "the list that begins here is not closed", "end it with ]"},
	{"did not find expected ',' or '}'", true, "the braces that begin here are not closed", "end them with }"},
	{"did not find expected node content", true, "a list or braces hold something that is no value", "check the brackets and commas before it"},
	{"did not find expected <document start>", true, "something stands here that belongs to nothing before it", "check the indentation and the quotation marks before it"},
	{"could not find expected directive", false, oddBeginning, quoteIt},
	{"found unknown directive", false, oddBeginning, quoteIt},
	{"could not find expected ':'", false, "a key has no colon", "write key: value"},
	{"mapping values are not allowed", false, "a colon stands where no key can", "put the text that holds it into quotes, or check the indentation"},
	{"block sequence entries are not allowed", false, "a dash stands where no list can begin", "put the list on lines of its own, or the text into quotes"},
	{"found unexpected end of stream", false, "a quotation is not closed", "end it with the quotation mark it began with"},
	{"found character that cannot start any token", false, oddBeginning, quoteIt},
	{"did not find expected alphabetic", false, oddBeginning, quoteIt},
	{"found unknown escape character", false, "an unknown escape stands inside double quotes", "use single quotes when a backslash is meant"},
	{"did not find expected comment or line break", false, "a text follows the sign | or > on the same line", "begin the text on the next line"},
	{"found a tab character", false, "a tab stands where only spaces can", "use spaces"},
	{"exceeded max depth", false, "the file is nested too deeply", "is this the configuration?"},
}

// What is said of several syntax errors.
const (
	oddBeginning = "a value begins with a character that means something else in YAML"
	quoteIt      = "put the value into quotes"
)

// syntaxProblem says where a text is no YAML.
func syntaxProblem(data []byte, err error) Problem {
	if tab := indentingTab(data); tab > 0 {
		return Problem{Line: tab, Column: 1, Message: "a tab indents this line", Suggestion: "indent with spaces"}
	}
	said := strings.TrimPrefix(err.Error(), "yaml: ")
	problem, numbered := Problem{Line: 1, Column: 1}, false
	if m := errorLine.FindStringSubmatch(said); m != nil {
		said = said[len(m[0]):]
		if n, err := strconv.Atoi(m[1]); err == nil {
			problem.Line, numbered = n, true
		}
	}
	// The only message of the library that repeats a text of the file, and one without a line.
	if name, ok := strings.CutPrefix(said, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		problem.Line, problem.Column = position(data, max(0, bytes.Index(data, []byte("*"+name))))
		problem.Message, problem.Suggestion = noAlias, writeOut
		return problem
	}
	if strings.HasPrefix(said, "found undefined tag handle") {
		if numbered {
			problem.Line++ // this one counts from 0 too
		}
		problem.Message, problem.Suggestion = noTag, plainText
		return problem
	}
	for _, e := range syntaxErrors {
		if strings.HasPrefix(said, e.said) {
			if e.fromZero && numbered {
				problem.Line++
			}
			problem.Message, problem.Suggestion = "not valid YAML: "+e.message, e.suggestion
			return problem
		}
	}
	if len(said) > source.MaxQuoted || strings.ContainsFunc(said, isControl) {
		said = "it cannot be read"
	}
	problem.Message = "not valid YAML: " + said
	return problem
}

// indentingTab returns the first line that a tab indents, 0 when there is none. Inside a block of text a tab may stand
// there, so it is looked for only in files that cannot be read.
func indentingTab(data []byte) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if rest := bytes.TrimLeft(line, " "); len(rest) > 0 && rest[0] == '\t' && len(bytes.TrimSpace(rest)) > 0 {
			return i + 1
		}
	}
	return 0
}
