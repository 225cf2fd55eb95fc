package solution

import "bytes"

// skip passes over the content of an element whose start tag was read, depth elements deep in the document. Most of a
// customizations.xml goes this way, so tags are matched by number alone and nothing is decoded.
func (p *markup) skip(depth int) error {
	for open := 1; open > 0; {
		lt := bytes.IndexByte(p.text[p.at:], '<')
		if lt < 0 {
			p.at = len(p.text)
			return p.fail(errEarlyEnd)
		}
		p.at += lt
		next := byte(0)
		if p.at+1 < len(p.text) {
			next = p.text[p.at+1]
		}
		switch next {
		case '!', '?':
			if err := p.skipDeclaration(); err != nil {
				return err
			}
		case '/':
			if err := p.past(">", 2); err != nil {
				return err
			}
			open--
		default:
			end, err := endOfTag(p.text, p.at+1)
			if err != nil {
				return p.fail(err)
			}
			if p.text[end-1] != '/' {
				if open++; depth+open > maxXMLDepth {
					return p.fail(errXMLDepth)
				}
			}
			p.at = end + 1
		}
	}
	return nil
}

// skipDeclaration passes over a comment, a CDATA section or a processing instruction.
func (p *markup) skipDeclaration() error {
	rest := p.text[p.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return p.past("-->", 4)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return p.past("]]>", 9)
	case bytes.HasPrefix(rest, []byte("<?")):
		return p.past("?>", 2)
	}
	return p.fail(errDoctype)
}

// endOfTag finds the ">" that ends a start tag; one inside quotes does not.
func endOfTag(text []byte, at int) (int, error) {
	for start := at; at < len(text); at++ {
		switch c := text[at]; c {
		case '>':
			if at == start {
				return 0, errNotXML
			}
			return at, nil
		case '<':
			return 0, errNotXML
		case '"', '\'':
			length := bytes.IndexByte(text[at+1:], c)
			if length < 0 {
				return 0, errEarlyEnd
			}
			at += length + 1
		}
	}
	return 0, errEarlyEnd
}
