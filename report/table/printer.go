package table

import (
	"bytes"
	"fmt"
	"strings"
)

// printer collects the rendered text. Every text argument that it formats is cleaned, so that no caller can forget to.
type printer struct {
	out   bytes.Buffer
	width int
	color bool
}

// style is an ANSI colour. The zero value is plain text.
type style string

const (
	plain  style = ""
	bold   style = "1"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	blue   style = "34"
	faint  style = "2"
)

// paint colours a finished piece of text.
func (p *printer) paint(s style, text string) string {
	if !p.color || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// line prints one indented paragraph, wrapped at the printer's width; its further lines stand two columns deeper.
func (p *printer) line(indent int, s style, format string, args ...any) {
	cleaned := make([]any, len(args))
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			arg = clean(text)
		}
		cleaned[i] = arg
	}
	margin := strings.Repeat(" ", indent)
	for i, text := range wrap(fmt.Sprintf(format, cleaned...), p.width-indent-2) {
		if i == 1 {
			margin += "  "
		}
		p.out.WriteString(margin + p.paint(s, text) + "\n")
	}
}

// heading starts a section.
func (p *printer) heading(title string) {
	p.out.WriteString("\n" + p.paint(bold, title) + "\n" + strings.Repeat("─", width(title)) + "\n")
}

// space prints an empty line.
func (p *printer) space() { p.out.WriteByte('\n') }

// path prints a line that is never broken, so that a file path can be copied; what follows it is wrapped below it when
// there is no room beside it.
func (p *printer) path(indent int, before, path, after string) {
	path = strings.TrimRight(before+truncate(clean(path), maxPath), " ")
	after = clean(after)
	margin := strings.Repeat(" ", indent)
	if after != "" && indent+width(path)+3+width(after) <= p.width {
		path, after = path+" · "+after, ""
	}
	p.out.WriteString(margin + p.paint(faint, path) + "\n")
	if after != "" {
		p.line(indent+len(before), faint, "%s", after)
	}
}
