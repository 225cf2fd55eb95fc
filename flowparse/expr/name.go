package expr

import "strings"

// Name is the name of a member as a flow writes it, with the escapes undone that keep a "@" in it. Expressions in it are
// left out.
func Name(written string) string {
	if !strings.Contains(written, "@") {
		return written
	}
	if strings.HasPrefix(written, "@@") {
		return written[1:]
	}
	if strings.Contains(written, "@{") {
		if t, err := Parse(written); err == nil {
			var b strings.Builder
			for _, p := range t.Parts {
				if p.Expr == nil {
					b.WriteString(p.Text)
				}
			}
			return b.String()
		}
	}
	return written
}
