package dataverse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// parseOrigin reads an origin: scheme https and a host, with a port where one is needed, and nothing else.
func parseOrigin(origin string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(origin))
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return nil, fmt.Errorf("%q is not the address of an environment: expected is one like https://contoso.crm.dynamics.com", origin)
	case u.Scheme != "https":
		return nil, fmt.Errorf("%q does not begin with https://: a token must not travel unprotected", origin)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return nil, fmt.Errorf("the address of an environment ends after the host: expected is one like https://%s", u.Host)
	}
	return &url.URL{Scheme: "https", Host: strings.TrimSuffix(strings.ToLower(u.Host), ":443")}, nil
}

// resolve makes a path or link absolute and refuses what does not lie on the origin and under the prefix.
// The query stays as it is: links to a next page must not be altered.
func (c *client) resolve(ref string) (*url.URL, error) {
	u, err := url.Parse(ref)
	if err != nil {
		return nil, errors.New("the address of the next request is not readable")
	}
	at := c.base.ResolveReference(u)
	return at, c.allows(at)
}

// allows refuses an address off the origin: a token that follows a hostile link is a token given away.
func (c *client) allows(u *url.URL) error {
	if u.Scheme != c.base.Scheme || strings.TrimSuffix(strings.ToLower(u.Host), ":443") != c.base.Host || u.User != nil {
		return notRetried{fmt.Errorf("refused to follow a link from %s to %s: it leaves the environment", c.base.Host, u.Host)}
	}
	clean := path.Clean("/" + u.Path)
	if strings.Contains(u.Path, "\\") || !strings.HasPrefix(clean+"/", c.prefix) {
		return notRetried{fmt.Errorf("refused to follow a link to %s: it does not lie under %s", clean, c.prefix)}
	}
	return nil
}

// guard is the last look at where a request goes, whoever made it.
type guard struct{ *client }

func (g guard) Do(req *policy.Request) (*http.Response, error) {
	if err := g.allows(req.Raw().URL); err != nil {
		return nil, err
	}
	return req.Next()
}

// readOnly refuses every request that could change something.
type readOnly struct{}

func (readOnly) Do(req *policy.Request) (*http.Response, error) {
	if m := req.Raw().Method; m != http.MethodGet {
		return nil, notRetried{fmt.Errorf("refused to send a %s request: an environment is only read", m)}
	}
	return req.Next()
}

// newHTTPClient returns a client that follows no redirects: a redirect would carry the token along.
func newHTTPClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		transport = http.DefaultTransport
		if known, ok := transport.(*http.Transport); ok {
			own := known.Clone()
			own.ResponseHeaderTimeout = 3 * time.Minute // Dataverse itself gives up after two
			own.MaxIdleConnsPerHost = maxAtOnce
			own.MaxResponseHeaderBytes = 1 << 20
			transport = own
		}
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded ends a reply that is too large, before it fills the memory.
type bounded struct{ inner policy.Transporter }

func (b bounded) Do(req *http.Request) (*http.Response, error) {
	resp, err := b.inner.Do(req)
	if err == nil && resp.Body != nil {
		resp.Body = &boundedBody{ReadCloser: resp.Body, left: maxReply}
	}
	return resp, err
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, notRetried{fmt.Errorf("the reply is larger than %d MB: reading it was given up", maxReply>>20)}
	}
	return n, err
}

// notRetried is an error that another try would not mend.
type notRetried struct{ error }

// NonRetriable tells the pipeline so.
func (notRetried) NonRetriable() {}

func (e notRetried) Unwrap() error { return e.error }

// announce says that the service asked to wait, for a wait can take minutes.
type announce struct{ waiting func(time.Duration) }

type triesKey struct{}

// withTries starts the count of tries of a request, for after the last one there is no wait.
func withTries(ctx context.Context) context.Context {
	return context.WithValue(ctx, triesKey{}, new(int))
}

func (a announce) Do(req *policy.Request) (*http.Response, error) {
	resp, err := req.Next()
	tries, _ := req.Raw().Context().Value(triesKey{}).(*int)
	if tries == nil || a.waiting == nil {
		return resp, err
	}
	*tries++
	if err == nil && *tries <= maxRetries && shouldRetry(resp, nil) {
		if d := retryAfter(resp.Header); d > 0 && d <= maxWait {
			a.waiting(d)
		}
	}
	return resp, err
}

// retryAfter returns the wait that a reply asks for, zero when it asks for none. Dataverse writes seconds.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/api-limits (2026-11-22)
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After")))
	if err != nil || seconds < 0 || seconds > 1<<20 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
