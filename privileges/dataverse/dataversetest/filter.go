package dataversetest

import (
	"strings"

	"github.com/google/uuid"
)

// A filter is what is served of $filter: comparisons of columns with literals, "and", "or", "not" and parentheses, and
// the functions contains, startswith and Microsoft.Dynamics.CRM.In.
type filter func(value func(column string) any) bool

// filterReader reads a $filter.
type filterReader struct {
	words []string
	at    int
	kind  func(column string) (string, bool) // Edm type of a column
	table string
}

// parseFilter reads a filter over the columns of a table. An empty text passes all.
func parseFilter(text, table string, kind func(string) (string, bool)) (filter, error) {
	if text == "" {
		return func(func(string) any) bool { return true }, nil
	}
	words, err := filterWords(text)
	if err != nil {
		return nil, err
	}
	r := &filterReader{words: words, kind: kind, table: table}
	f, err := r.or()
	if err == nil && r.at < len(words) {
		err = badQuery("Syntax error at '%s' in '%s'.", words[r.at], text)
	}
	return f, err
}

// filterWords splits a filter into names, literals and signs.
func filterWords(text string) ([]string, error) {
	var words []string
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ':
			i++
		case strings.IndexByte("(),[]", c) >= 0:
			words = append(words, string(c))
			i++
		case c == '\'' || c == '"':
			end := i + 1
			for ; end < len(text); end++ {
				if text[end] != c {
					continue
				}
				if end+1 == len(text) || text[end+1] != c {
					break
				}
				end++ // a doubled quote stands for itself
			}
			if end >= len(text) {
				return nil, badQuery("There is an unterminated string literal at position %d in '%s'.", len(text), text)
			}
			q := string(c)
			words = append(words, "'"+strings.ReplaceAll(text[i+1:end], q+q, q))
			i = end + 1
		default:
			end := i
			for end < len(text) && strings.IndexByte(" (),[]'\"", text[end]) < 0 {
				end++
			}
			words = append(words, text[i:end])
			i = end
		}
	}
	return words, nil
}

func (r *filterReader) peek() string {
	if r.at < len(r.words) {
		return r.words[r.at]
	}
	return ""
}

func (r *filterReader) next() string {
	word := r.peek()
	r.at++
	return word
}

func (r *filterReader) want(word string) error {
	if got := r.next(); got != word {
		return badQuery("Syntax error: '%s' was expected where '%s' is.", word, got)
	}
	return nil
}

func (r *filterReader) or() (filter, error) {
	f, err := r.and()
	for err == nil && r.peek() == "or" {
		r.at++
		left := f
		var right filter
		right, err = r.and()
		f = func(v func(string) any) bool { return left(v) || right(v) }
	}
	return f, err
}

func (r *filterReader) and() (filter, error) {
	f, err := r.one()
	for err == nil && r.peek() == "and" {
		r.at++
		left := f
		var right filter
		right, err = r.one()
		f = func(v func(string) any) bool { return left(v) && right(v) }
	}
	return f, err
}

func (r *filterReader) one() (filter, error) {
	switch word := r.next(); word {
	case "not":
		f, err := r.one()
		return func(v func(string) any) bool { return !f(v) }, err
	case "(":
		f, err := r.or()
		if err != nil {
			return nil, err
		}
		return f, r.want(")")
	case "contains", "startswith", "endswith":
		return r.textFunction(word)
	case "Microsoft.Dynamics.CRM.In":
		return r.in()
	default:
		return r.comparison(word)
	}
}

func (r *filterReader) columnKind(column string) (string, error) {
	kind, ok := r.kind(column)
	if !ok {
		return "", badQuery("Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", column, r.table)
	}
	return kind, nil
}

func (r *filterReader) comparison(column string) (filter, error) {
	kind, err := r.columnKind(column)
	if err != nil {
		return nil, err
	}
	operator, word := r.next(), r.next()
	literal, literalKind := literalOf(word)
	if literalKind != "" && literalKind != kind {
		return nil, badQuery("A binary operator with incompatible types was detected. Found operand types 'Edm.%s' and 'Edm.%s' for operator kind '%s'.", kind, literalKind, operatorNames[operator])
	}
	var pass func(order int, equal bool) bool
	switch operator {
	case "eq":
		pass = func(_ int, equal bool) bool { return equal }
	case "ne":
		pass = func(_ int, equal bool) bool { return !equal }
	case "gt":
		pass = func(order int, _ bool) bool { return order > 0 }
	case "ge":
		pass = func(order int, equal bool) bool { return order > 0 || equal }
	case "lt":
		pass = func(order int, equal bool) bool { return order < 0 }
	case "le":
		pass = func(order int, equal bool) bool { return order < 0 || equal }
	default:
		return nil, badQuery("Syntax error: '%s' is no operator.", operator)
	}
	return func(v func(string) any) bool {
		value := v(column)
		if value == nil || literal == nil {
			return (operator == "eq" || operator == "ne") && pass(0, value == literal)
		}
		order := compareValues(value, literal)
		return pass(order, order == 0)
	}, nil
}

var operatorNames = map[string]string{
	"eq": "Equal", "ne": "NotEqual", "gt": "GreaterThan", "ge": "GreaterThanOrEqual", "lt": "LessThan", "le": "LessThanOrEqual",
}

func (r *filterReader) textFunction(name string) (filter, error) {
	if err := r.want("("); err != nil {
		return nil, err
	}
	column := r.next()
	if _, err := r.columnKind(column); err != nil {
		return nil, err
	}
	if err := r.want(","); err != nil {
		return nil, err
	}
	literal, kind := literalOf(r.next())
	if kind != "String" {
		return nil, badQuery("No function signature for the function with name '%s' matches the specified arguments.", name)
	}
	test := map[string]func(string, string) bool{"contains": strings.Contains, "startswith": strings.HasPrefix, "endswith": strings.HasSuffix}[name]
	return func(v func(string) any) bool {
		text, _ := v(column).(string)
		return test(strings.ToLower(text), strings.ToLower(literal.(string)))
	}, r.want(")")
}

// in reads Microsoft.Dynamics.CRM.In(PropertyName='column',PropertyValues=['a','b']).
func (r *filterReader) in() (filter, error) {
	for _, word := range []string{"(", "PropertyName="} {
		if err := r.want(word); err != nil {
			return nil, err
		}
	}
	column := strings.TrimPrefix(r.next(), "'")
	if _, err := r.columnKind(column); err != nil {
		return nil, err
	}
	for _, word := range []string{",", "PropertyValues=", "["} {
		if err := r.want(word); err != nil {
			return nil, err
		}
	}
	wanted := map[string]bool{}
	for r.peek() != "]" && r.peek() != "" {
		if word := r.next(); word != "," {
			wanted[strings.ToLower(strings.TrimPrefix(word, "'"))] = true
		}
	}
	if err := r.want("]"); err != nil {
		return nil, err
	}
	return func(v func(string) any) bool { return wanted[strings.ToLower(textOf(v(column)))] }, r.want(")")
}

// literalOf is the value of a literal with its Edm type, which null has none of.
func literalOf(word string) (any, string) {
	switch {
	case word == "null":
		return nil, ""
	case word == "true" || word == "false":
		return word == "true", "Boolean"
	case strings.HasPrefix(word, "'"):
		return word[1:], "String"
	case len(word) == 36 && uuid.Validate(word) == nil:
		return strings.ToLower(word), "Guid"
	}
	if n, ok := number(word); ok {
		return n, "Int32"
	}
	if at, ok := instant(word); ok {
		return at, "DateTimeOffset"
	}
	return word, "Unknown"
}
