package function

import (
	"regexp"
	"strconv"
	"strings"
)

// uri holds the parts of a URI.
type uri struct {
	scheme, host, path, query string
	port                      Number
}

// plainURI matches the URIs that .NET keeps as they are written: web schemes, a host name in lower case, no user, no
// escapes, no fragment.
var plainURI = regexp.MustCompile(`^(https?)://([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?` +
	`(/[A-Za-z0-9_~.,;:@=&$!'()*/-]*)?(\?[A-Za-z0-9_~.,;:@=&$!'()*/?-]+)?$`)

// hostName is a name of labels whose last one has a letter, so that it is no address.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?$`)

// oddPath is a path that .NET rewrites or that versions of it read differently: dots at the end of a segment and
// segments of nothing.
var oddPath = regexp.MustCompile(`\.(/|$)|//`)

const (
	maxURI      = 2048
	maxHostName = 253
	maxLabel    = 63
)

func parseURI(v Value) (uri, error) {
	text, err := textArg(v)
	if err != nil {
		return uri{}, err
	}
	if len(text) > maxURI {
		return uri{}, errURI()
	}
	m := plainURI.FindStringSubmatch(text)
	if m == nil || !hostName.MatchString(m[2]) || len(m[2]) > maxHostName || oddPath.MatchString(m[4]) {
		return uri{}, errURI()
	}
	u := uri{scheme: m[1], host: m[2], port: Number(m[3]), path: m[4], query: m[5]}
	for label := range strings.SplitSeq(u.host, ".") {
		// Labels in Punycode have two host names in .NET.
		if len(label) > maxLabel || strings.HasPrefix(label, "xn--") {
			return uri{}, errURI()
		}
	}
	if u.path == "" {
		u.path = "/"
	}
	if u.port == "" {
		u.port = map[string]Number{"http": "80", "https": "443"}[u.scheme]
	}
	if _, err := strconv.ParseUint(string(u.port), 10, 16); err != nil {
		return uri{}, errURI()
	}
	return u, nil
}

func errURI() error { return refuse("the URI is not one whose parts are certain") }

// uriPart makes a function of a part.
func uriPart(part func(uri) Value) func([]Value) (Value, error) {
	return func(args []Value) (Value, error) {
		u, err := parseURI(args[0])
		if err != nil {
			return nil, err
		}
		return part(u), nil
	}
}

func uriQuery(args []Value) (Value, error) {
	u, err := parseURI(args[0])
	if err != nil {
		return nil, err
	}
	if u.query == "" {
		return nil, refuse("what stands for a missing query is not documented")
	}
	return u.query, nil
}

// uriScheme refuses https: the page says that the scheme of an https URI is "http", which contradicts .NET.
func uriScheme(args []Value) (Value, error) {
	u, err := parseURI(args[0])
	if err != nil {
		return nil, err
	}
	if u.scheme != "http" {
		return nil, refuse("the page contradicts .NET about the scheme https")
	}
	return u.scheme, nil
}
