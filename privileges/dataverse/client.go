package dataverse

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Bounds of what a service can make a client do.
const (
	maxReply      = 64 << 20  // bytes of one reply, unpacked
	maxCollection = 512 << 20 // bytes of all pages of one collection
	maxPages      = 2000      // of one collection
	maxAtOnce     = 4         // requests in flight; the service allows 52 per user
	maxRetries    = 4
	maxTry        = 5 * time.Minute // for one reply; Dataverse gives up after two
	maxWait       = 6 * time.Minute // the service counts in windows of five minutes
	defaultPage   = 5000            // rows, the most that Dataverse answers
)

// clientOptions is what a client needs besides its origin and scope. The zero value reads without signing in.
type clientOptions struct {
	Credential azcore.TokenCredential
	Transport  http.RoundTripper     // nil: the network
	Base       string                // path that relative paths start from, "/api/data/v9.2/"; empty: "/"
	Prefix     string                // path that every request must lie under; empty: Base
	Waiting    func(d time.Duration) // told before a wait that the service asked for; nil: nobody is told
	RetryDelay time.Duration         // before the first retry where the service names none; 0: a second
}

// client reads from one origin, and from nowhere else: the bearer token that it adds would open the origin to whoever gets it.
// It is safe for use by several goroutines.
type client struct {
	base     *url.URL
	prefix   string
	pipeline runtime.Pipeline
	slots    chan struct{}
}

// newClient returns a client for an origin such as "https://contoso.crm.dynamics.com", with tokens for the scope, such as
// "https://contoso.crm.dynamics.com/.default". It sends nothing.
func newClient(origin, scope string, opts clientOptions) (*client, error) {
	base, err := parseOrigin(origin)
	if err != nil {
		return nil, err
	}
	base.Path = "/" + strings.TrimPrefix(opts.Base, "/")
	c := &client{base: base, prefix: opts.Prefix, slots: make(chan struct{}, maxAtOnce)}
	if c.prefix == "" {
		c.prefix = base.Path
	}
	options := policy.ClientOptions{
		Retry: policy.RetryOptions{
			MaxRetries: maxRetries, MaxRetryDelay: maxWait, RetryDelay: opts.RetryDelay, ShouldRetry: shouldRetry,
			TryTimeout: maxTry,
		},
		Telemetry: policy.TelemetryOptions{Disabled: true},
		Transport: bounded{newHTTPClient(opts.Transport)},
	}
	if options.Retry.RetryDelay == 0 {
		options.Retry.RetryDelay = time.Second
	}
	perRetry := []policy.Policy{announce{opts.Waiting}}
	if opts.Credential != nil {
		perRetry = append(perRetry, runtime.NewBearerTokenPolicy(&signedIn{inner: opts.Credential}, []string{scope}, nil))
	}
	c.pipeline = runtime.NewPipeline("rolefit", "", runtime.PipelineOptions{
		PerCall:  []policy.Policy{readOnly{}, guard{c}},
		PerRetry: perRetry,
	}, &options)
	return c, nil
}

// get reads one resource and decodes it. The path is relative to the base, with its query; an absolute URL must lie on the
// origin. A refusal of the service is a *ResponseError, a sign-in that failed a *SignInError.
func (c *client) get(ctx context.Context, path string, into any) error {
	body, _, err := c.fetch(ctx, path, 0)
	if err != nil {
		return err
	}
	return decode(body, into)
}

// all reads a collection with all of its pages.
func all[T any](ctx context.Context, c *client, path string) ([]T, error) {
	return allBy[T](ctx, c, path, 0)
}

// allBy is all with a number of rows to ask for on each page; 0: as many as the service gives.
func allBy[T any](ctx context.Context, c *client, path string, rows int) ([]T, error) {
	list := []T{}
	err := c.pagesBy(ctx, path, rows, func(raw json.RawMessage) error {
		var item T
		if err := decode(raw, &item); err != nil {
			return err
		}
		list = append(list, item)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// pages calls each for every item of a collection, following the links from page to page. An error of each ends the reading.
func (c *client) pages(ctx context.Context, path string, each func(json.RawMessage) error) error {
	return c.pagesBy(ctx, path, 0, each)
}

func (c *client) pagesBy(ctx context.Context, path string, rows int, each func(json.RawMessage) error) error {
	seen, size := map[string]bool{}, 0
	for page := 1; path != ""; page++ {
		if page > maxPages {
			return fmt.Errorf("the list goes on after %d pages: reading it was given up", maxPages)
		}
		at, err := c.resolve(path)
		if err != nil {
			return err
		}
		if seen[at.String()] {
			return fmt.Errorf("page %d of the list leads back to a page that was read before: reading it was given up", page-1)
		}
		seen[at.String()] = true
		if rows == 0 {
			rows = defaultPage
		}
		body, _, err := c.fetch(ctx, path, rows)
		if err != nil {
			return onPage(page, err)
		}
		if size += len(body); size > maxCollection {
			return fmt.Errorf("the list is larger than %d MB: reading it was given up", maxCollection>>20)
		}
		var reply struct {
			Value *[]json.RawMessage `json:"value"`
			Next  string             `json:"@odata.nextLink"`
			Plain string             `json:"nextLink"` // as the Power Platform writes it
		}
		if err := decode(body, &reply); err != nil {
			return onPage(page, err)
		}
		if reply.Value == nil {
			return onPage(page, errors.New(`the reply has no list "value"`))
		}
		for _, item := range *reply.Value {
			if err := each(item); err != nil {
				return onPage(page, err)
			}
		}
		path = reply.Next
		if path == "" {
			path = reply.Plain
		}
	}
	return nil
}

func onPage(page int, err error) error {
	if page == 1 {
		return err
	}
	return fmt.Errorf("page %d: %w", page, err)
}

// fetch reads one reply of the service; rows is the page size to ask for, 0 for a resource that has no pages.
func (c *client) fetch(ctx context.Context, path string, rows int) ([]byte, http.Header, error) {
	at, err := c.resolve(path)
	if err != nil {
		return nil, nil, err
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	req, err := runtime.NewRequest(withTries(ctx), http.MethodGet, at.String())
	if err != nil {
		return nil, nil, fmt.Errorf("making the request: %w", err)
	}
	header := req.Raw().Header
	header.Set("Accept", "application/json")
	header.Set("User-Agent", "rolefit")
	header.Set("OData-MaxVersion", "4.0")
	header.Set("OData-Version", "4.0")
	header.Set("If-None-Match", "null") // otherwise a cached reply can come back
	if rows > 0 {
		header.Set("Prefer", "odata.maxpagesize="+strconv.Itoa(rows))
	}
	resp, err := c.pipeline.Do(req)
	if err != nil {
		return nil, nil, transportError(ctx, at, err)
	}
	body, err := runtime.Payload(resp)
	if err != nil {
		return nil, nil, transportError(ctx, at, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, nil, refusal(resp, at, body)
	}
	return body, resp.Header, nil
}

// decode reads a reply. A byte order mark is no part of JSON and yet comes before some.
func decode(raw []byte, into any) error {
	if err := json.Unmarshal(bytes.TrimPrefix(raw, []byte("\uFEFF")), into); err != nil {
		return fmt.Errorf("the reply is not the JSON expected: %w", err)
	}
	return nil
}
