package dataverse

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/google/go-cmp/cmp"
)

const token = "PLANTED-TOKEN"

// fixedToken signs in without asking anybody.
type fixedToken struct{}

func (fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: token, ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// serve returns a client of a server that answers under /api/data/.
func serve(t *testing.T, handler http.HandlerFunc) (*client, *httptest.Server) {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	c, err := newClient(server.URL, server.URL+"/.default", clientOptions{
		Credential: fixedToken{}, Transport: server.Client().Transport, Base: "/api/data/v9.2/", Prefix: "/api/data/", RetryDelay: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, server
}

func TestTheTokenGoesToTheOriginOnly(t *testing.T) {
	var strayed atomic.Bool
	foreign := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Store(true) }))
	defer foreign.Close()
	foreignHost := strings.TrimPrefix(foreign.URL, "https://")
	for _, tt := range []struct{ name, next, want string }{
		{"another host", foreign.URL + "/api/data/v9.2/accounts?$skiptoken=1", "it leaves the environment"},
		{"another host without a scheme", "//" + foreignHost + "/api/data/v9.2/accounts", "it leaves the environment"},
		{"the origin as a user of another host", "https://SELF@" + foreignHost + "/api/data/v9.2/accounts", "it leaves the environment"},
		{"a user at the origin", "https://user:pw@SELF/api/data/v9.2/accounts", "it leaves the environment"},
		{"no TLS", "http://SELF/api/data/v9.2/accounts", "it leaves the environment"},
		{"another path of the origin", "https://SELF/main.aspx", "does not lie under /api/data/"},
		{"a path that climbs", "https://SELF/api/data/v9.2/../../../main.aspx", "does not lie under /api/data/"},
		{"a path that climbs, encoded", "https://SELF/api/data/%2e%2e/%2e%2e/main.aspx", "does not lie under /api/data/"},
		{"a path that begins alike", "https://SELF/api/database/x", "does not lie under /api/data/"},
		{"what is no address", "https://SELF/%zz", "is not readable"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			requests := 0
			c, server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				next := strings.ReplaceAll(tt.next, "SELF", r.Host)
				fmt.Fprintf(w, `{"value":[{}],"@odata.nextLink":%q}`, next)
			})
			c.pipeline = runtime.NewPipeline("", "", runtime.PipelineOptions{PerCall: []policy.Policy{readOnly{}, guard{c}}},
				&policy.ClientOptions{Transport: bounded{newHTTPClient(trustAll(server, foreign))}})
			_, err := all[struct{}](t.Context(), c, "accounts")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the link was followed, or the error does not say why not: %v", err)
			}
			if requests != 1 || strayed.Load() {
				t.Errorf("%d requests, and another host was asked: %v", requests, strayed.Load())
			}
		})
	}
}

// trustAll trusts the certificates of both servers, so that only the guard keeps requests from the second.
func trustAll(servers ...*httptest.Server) http.RoundTripper {
	transport := servers[0].Client().Transport.(*http.Transport).Clone()
	for _, s := range servers {
		transport.TLSClientConfig.RootCAs.AddCert(s.Certificate())
	}
	return transport
}

func TestTheGuardLooksAtEveryRequest(t *testing.T) {
	asked := 0
	c, server := serve(t, func(http.ResponseWriter, *http.Request) { asked++ })
	for _, tt := range []struct{ name, method, address, want string }{
		{"a write", http.MethodPost, server.URL + "/api/data/v9.2/accounts", "an environment is only read"},
		{"a deletion", http.MethodDelete, server.URL + "/api/data/v9.2/accounts", "an environment is only read"},
		{"another host", http.MethodGet, "https://example.org/api/data/v9.2/accounts", "it leaves the environment"},
	} {
		req, err := runtime.NewRequest(t.Context(), tt.method, tt.address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.pipeline.Do(req); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s was sent: %v", tt.name, err)
		}
	}
	if asked != 0 {
		t.Errorf("%d requests got out", asked)
	}
}

func TestARedirectIsAnError(t *testing.T) {
	var strayed atomic.Bool
	foreign := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Store(true) }))
	defer foreign.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, foreign.URL, status) })
		err := c.get(t.Context(), "WhoAmI", &struct{}{})
		var response *ResponseError
		if !errors.As(err, &response) || response.Status != status || strayed.Load() {
			t.Errorf("a redirect by %d gave %v", status, err)
		}
		if what, next, ok := Explain(err); !ok || what == "" || next == "" {
			t.Errorf("a redirect by %d is not explained", status)
		}
	}
}

func TestRequestsSayWhatTheServiceWantsToKnow(t *testing.T) {
	var got http.Header
	var uri string
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got, uri = r.Header, r.RequestURI
		fmt.Fprint(w, `{"value":[]}`)
	})
	if _, err := allBy[struct{}](t.Context(), c, "workflows"+query("$filter", "name eq 'a b+c'"), 50); err != nil {
		t.Fatal(err)
	}
	if want := "/api/data/v9.2/workflows?$filter=name%20eq%20'a%20b%2Bc'"; uri != want {
		t.Errorf("asked for %s, want %s", uri, want)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer " + token, "Accept": "application/json", "Odata-Version": "4.0", "Odata-Maxversion": "4.0",
		"If-None-Match": "null", "Prefer": "odata.maxpagesize=50", "User-Agent": "rolefit",
	} {
		if got.Get(name) != want {
			t.Errorf("header %s is %q, want %q", name, got.Get(name), want)
		}
	}
}

func TestPagesAreReadInOrderByTheLinksGiven(t *testing.T) {
	var seen []string
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.RequestURI+" "+r.Header.Get("Prefer"))
		switch r.URL.Query().Get("$skiptoken") {
		case "":
			fmt.Fprintf(w, "\uFEFF"+`{"value":[{"n":1},{"n":2}],"@odata.nextLink":"https://%s/api/data/v9.2/things?$skiptoken=%%3Ccookie%%20pagenumber=%%222%%22%%3E"}`, r.Host)
		case `<cookie pagenumber="2">`:
			fmt.Fprint(w, `{"value":[],"@odata.nextLink":"things?$skiptoken=3"}`)
		default:
			fmt.Fprint(w, `{"value":[{"n":3}]}`)
		}
	})
	type thing struct{ N int }
	got, err := all[thing](t.Context(), c, "things")
	if diff := cmp.Diff([]thing{{1}, {2}, {3}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	want := []string{
		"/api/data/v9.2/things odata.maxpagesize=5000",
		"/api/data/v9.2/things?$skiptoken=%3Ccookie%20pagenumber=%222%22%3E odata.maxpagesize=5000",
		"/api/data/v9.2/things?$skiptoken=3 odata.maxpagesize=5000",
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
}

func TestListsThatDoNotEndAreGivenUp(t *testing.T) {
	t.Run("pages in a circle", func(t *testing.T) {
		requests := 0
		c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			fmt.Fprintf(w, `{"value":[{}],"@odata.nextLink":"things?page=%d"}`, requests%3)
		})
		_, err := all[struct{}](t.Context(), c, "things")
		if err == nil || !strings.Contains(err.Error(), "leads back to a page") || requests > 4 {
			t.Errorf("%d requests, %v", requests, err)
		}
	})
	t.Run("ever more pages", func(t *testing.T) {
		requests := 0
		c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			fmt.Fprintf(w, `{"value":[],"nextLink":"things?page=%d"}`, requests)
		})
		_, err := all[struct{}](t.Context(), c, "things")
		if err == nil || !strings.Contains(err.Error(), "the list goes on after 2000 pages") || requests != maxPages {
			t.Errorf("%d requests, %v", requests, err)
		}
	})
}

func TestRepliesOfTheWrongShapeAreErrors(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"no list", `{}`, `no list "value"`},
		{"a list that is null", `{"value":null}`, `no list "value"`},
		{"a list of something else", `{"value":{}}`, "not the JSON expected"},
		{"a page to sign in at", `<html>`, "not the JSON expected"},
		{"nothing", ``, "not the JSON expected"},
		{"half a reply", `{"value":[{"a":1},`, "not the JSON expected"},
		{"a row of the wrong kind", `{"value":[7]}`, "not the JSON expected"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, tt.body) })
			list, err := all[struct{}](t.Context(), c, "things")
			if err == nil || !strings.Contains(err.Error(), tt.want) || list != nil {
				t.Errorf("%v, %v", list, err)
			}
		})
	}
}

func TestAFailureOnALaterPageIsOfTheWholeList(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprint(w, `{"value":[{}],"@odata.nextLink":"things?page=2"}`)
	})
	list, err := all[struct{}](t.Context(), c, "things")
	if list != nil || err == nil || !strings.Contains(err.Error(), "page 2: the service answered 403") {
		t.Errorf("%v, %v", list, err)
	}
}

func TestBusyAndFailingServicesAreAskedAgain(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		after  string
		tries  int
		waits  []time.Duration
	}{
		{"throttled", 429, "1", 2, []time.Duration{time.Second}},
		{"throttled without a time", 429, "", 2, nil},
		{"throttled for too long", 429, "361", 1, nil},
		{"a failure", 500, "", 2, nil},
		{"a gateway", 503, "", 2, nil},
		{"a refusal", 403, "1", 1, nil},
		{"a request that is wrong", 400, "", 1, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tries := 0
			_, server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if tries++; tries == 1 {
					if tt.after != "" {
						w.Header().Set("Retry-After", tt.after)
					}
					w.WriteHeader(tt.status)
					fmt.Fprint(w, `{"error":{"code":"0x80072322","message":"Number of\r\n requests exceeded"}}`)
					return
				}
				fmt.Fprint(w, `{"value":[]}`)
			})
			var waits []time.Duration
			c, err := newClient(server.URL, "", clientOptions{
				Transport: server.Client().Transport, RetryDelay: time.Millisecond, Waiting: func(d time.Duration) { waits = append(waits, d) },
			})
			if err != nil {
				t.Fatal(err)
			}
			err = c.get(t.Context(), "things", &struct{}{})
			if diff := cmp.Diff(tt.waits, waits); tries != tt.tries || diff != "" || (err == nil) != (tt.tries > 1) {
				t.Errorf("%d tries, want %d; waits %s; %v", tries, tt.tries, diff, err)
			}
			if err != nil && (!strings.Contains(err.Error(), "0x80072322: Number of requests exceeded") || strings.Contains(err.Error(), "\n")) {
				t.Errorf("the error is not what the service said, on one line: %v", err)
			}
		})
	}
}

func TestGivingUpAfterTheLastTryAnnouncesNoWait(t *testing.T) {
	tries, waits := 0, 0
	_, server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries > maxRetries {
			w.Header().Set("Retry-After", "2")
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
	c, err := newClient(server.URL, "", clientOptions{
		Transport: server.Client().Transport, RetryDelay: time.Nanosecond, Waiting: func(time.Duration) { waits++ },
	})
	if err != nil {
		t.Fatal(err)
	}
	var response *ResponseError
	err = c.get(t.Context(), "things", &struct{}{})
	if !errors.As(err, &response) || response.RetryAfter != 2*time.Second || tries != maxRetries+1 || waits != 0 {
		t.Errorf("%d tries, %d waits, %v", tries, waits, err)
	}
}

func TestARepliesSizeIsBounded(t *testing.T) {
	blank := []byte(strings.Repeat(" ", 1<<20))
	for _, packed := range []bool{false, true} {
		t.Run(fmt.Sprintf("packed %v", packed), func(t *testing.T) {
			tries := 0
			c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				tries++
				var to io.Writer = w
				if packed {
					w.Header().Set("Content-Encoding", "gzip")
					zip := gzip.NewWriter(w)
					defer zip.Close()
					to = zip
				}
				for range 100 {
					if _, err := to.Write(blank); err != nil {
						return
					}
				}
			})
			err := c.get(t.Context(), "things", &struct{}{})
			if err == nil || !strings.Contains(err.Error(), "the reply is larger than 64 MB") || tries != 1 {
				t.Errorf("%d tries, %v", tries, err)
			}
		})
	}
}

func TestACutReplyIsAskedForAgain(t *testing.T) {
	tries := 0
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries < 3 {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `{"value":[`)
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, `{"value":[{}]}`)
	})
	if list, err := all[struct{}](t.Context(), c, "things"); len(list) != 1 || err != nil {
		t.Errorf("after %d tries: %v, %v", tries, list, err)
	}
}

func TestNoMoreThanFourRequestsAreInFlight(t *testing.T) {
	var now, most atomic.Int32
	var arrived sync.WaitGroup
	arrived.Add(maxAtOnce)
	release := make(chan struct{})
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		if n <= maxAtOnce && r.Context().Err() == nil {
			select {
			case <-release:
			default:
				arrived.Done()
				<-release
			}
		}
		now.Add(-1)
		fmt.Fprint(w, `{}`)
	})
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() {
			if err := c.get(t.Context(), "things", &struct{}{}); err != nil {
				t.Error(err)
			}
		})
	}
	arrived.Wait() // four are there at once: they do not wait for each other
	close(release)
	group.Wait()
	if most.Load() != maxAtOnce {
		t.Errorf("%d requests were in flight", most.Load())
	}
}

func TestEndingTheContextEndsAWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "300")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	c, err := newClient(server.URL, "", clientOptions{Transport: server.Client().Transport, Waiting: func(time.Duration) { cancel() }})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.get(ctx, "things", &struct{}{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestAnUntrustedCertificateIsNotAskedTwice(t *testing.T) {
	_, server := serve(t, func(http.ResponseWriter, *http.Request) {})
	dials := 0
	transport := &http.Transport{}
	c, err := newClient(server.URL, "", clientOptions{Transport: countingTransport{transport, &dials}, RetryDelay: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	err = c.get(t.Context(), "WhoAmI", &struct{}{})
	if what, _, ok := Explain(err); dials != 1 || !ok || !strings.Contains(what, "certificate") {
		t.Errorf("%d tries: %q, %v", dials, what, err)
	}
}

type countingTransport struct {
	inner http.RoundTripper
	n     *int
}

func (c countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	*c.n++
	return c.inner.RoundTrip(r)
}

func TestOriginsOfEnvironments(t *testing.T) {
	for _, tt := range []struct{ name, address, want, err string }{
		{"an environment", "https://contoso.crm4.dynamics.com", "https://contoso.crm4.dynamics.com", ""},
		{"as the browser shows it", " https://Contoso.CRM.dynamics.com/main.aspx?appid=1#x ", "https://contoso.crm.dynamics.com", ""},
		{"its API host", "https://contoso.api.crm11.dynamics.com/", "https://contoso.api.crm11.dynamics.com", ""},
		{"the usual port", "https://contoso.crm.dynamics.com:443", "https://contoso.crm.dynamics.com", ""},
		{"GCC High", "https://a.crm.microsoftdynamics.us", "https://a.crm.microsoftdynamics.us", ""},
		{"DoD", "https://a.crm.appsplatform.us", "https://a.crm.appsplatform.us", ""},
		{"China", "https://a.crm.dynamics.cn", "https://a.crm.dynamics.cn", ""},
		{"no TLS", "http://contoso.crm.dynamics.com", "", "https://"},
		{"no scheme", "contoso.crm.dynamics.com", "", "expected is one like"},
		{"nothing", "", "", "expected is one like"},
		{"a user", "https://a:b@contoso.crm.dynamics.com", "", "ends after the host"},
		{"another port", "https://contoso.crm.dynamics.com:8443", "", "not a host of Dataverse"},
		{"another domain", "https://contoso.crm.dynamics.com.example.org", "", "not a host of Dataverse"},
		{"a domain that ends alike", "https://xcrm.dynamics.com", "", "not a host of Dataverse"},
		{"a deeper host", "https://a.b.crm.dynamics.com", "", "not a host of Dataverse"},
		{"this machine", "https://127.0.0.1", "", "not a host of Dataverse"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Origin(tt.address, false)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	if got, err := Origin("https://127.0.0.1:8443/", true); got != "https://127.0.0.1:8443" || err != nil {
		t.Errorf("any host, and yet %q, %v", got, err)
	}
}

func TestCloudsBelongToTheirHosts(t *testing.T) {
	for host, want := range map[string]string{
		"contoso.crm.dynamics.com": "public", "contoso.crm22.dynamics.com": "public", "agency.crm9.dynamics.com": "GCC",
		"agency.crm.microsoftdynamics.us": "GCC High", "agency.crm.appsplatform.us": "DoD", "x.crm.dynamics.cn": "China", "crm.dynamics.com": "",
	} {
		if got, _ := CloudOf("https://" + host); got.Name != want {
			t.Errorf("%s lies in %q, want %q", host, got.Name, want)
		}
		if got, _ := CloudOf(" https://" + host + "/main.aspx?appid=1#x "); got.Name != want {
			t.Errorf("%s, as the browser shows it, lies in %q, want %q", host, got.Name, want)
		}
	}
	for _, c := range Clouds() {
		for _, address := range []string{c.Authority, c.Graph} {
			if _, err := parseOrigin(address); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
	}
}
