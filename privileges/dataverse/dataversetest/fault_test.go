package dataversetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// fetched is what came of one GET, as far as it came.
func fetched(t *testing.T, ctx context.Context, s *Server, token string) (*http.Response, []byte, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, api(s, "teams"), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	client := *s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return resp, raw, err
}

func TestFaults(t *testing.T) {
	tests := []struct {
		what   string
		answer http.HandlerFunc
		check  func(resp *http.Response, raw []byte, err error) bool
	}{
		{"throttled", Throttle(17), func(resp *http.Response, raw []byte, err error) bool {
			return err == nil && resp.StatusCode == 429 && resp.Header.Get("Retry-After") == "17" && bytes.Contains(raw, []byte("0x80072322"))
		}},
		{"an error", Status(500, "0x80040216", "An unexpected error occurred."), func(resp *http.Response, raw []byte, err error) bool {
			return err == nil && resp.StatusCode == 500 && string(raw) == `{"error":{"code":"0x80040216","message":"An unexpected error occurred."}}`
		}},
		{"half of it as if whole", Truncate, func(resp *http.Response, raw []byte, err error) bool {
			return err == nil && resp.StatusCode == 200 && len(raw) > 100 && json.Unmarshal(raw, new(any)) != nil
		}},
		{"the connection cut before", Cut, func(_ *http.Response, raw []byte, err error) bool { return err != nil && raw == nil }},
		{"the connection cut halfway", CutHalfway, func(resp *http.Response, raw []byte, err error) bool {
			return errors.Is(err, io.ErrUnexpectedEOF) && len(raw) > 100
		}},
		{"a long answer", Huge(3 << 20), func(_ *http.Response, raw []byte, err error) bool {
			return err == nil && len(raw) >= 3<<20 && json.Unmarshal(raw, new(any)) == nil
		}},
		{"another address", RedirectTo("https://example.com/x"), func(resp *http.Response, _ []byte, err error) bool {
			return err == nil && resp.StatusCode == 302 && resp.Header.Get("Location") == "https://example.com/x"
		}},
		{"another next page", NextLink("https://example.com/x"), func(_ *http.Response, raw []byte, err error) bool {
			return err == nil && bytes.HasSuffix(raw, []byte(`,"@odata.nextLink":"https://example.com/x"}`)) && bytes.Contains(raw, []byte(salesTeamID))
		}},
		{"a changed text", Each(bytes.ToUpper), func(_ *http.Response, raw []byte, err error) bool {
			return err == nil && bytes.Contains(raw, []byte("TEAMID"))
		}},
	}
	for _, tc := range tests {
		t.Run(tc.what, func(t *testing.T) {
			s := Start(t, Sample())
			token := asReader(t, s)
			s.On(First(1, To(Dataverse, "/teams")), tc.answer)
			if resp, raw, err := fetched(t, t.Context(), s, token); !tc.check(resp, raw, err) {
				t.Errorf("%v %v %.300s", resp, err, raw)
			}
			if resp, raw, err := fetched(t, t.Context(), s, token); err != nil || resp.StatusCode != 200 {
				t.Errorf("after the first: %v %v %.300s", resp, err, raw)
			}
		})
	}
}

func TestASlowAnswerEndsWithTheClient(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	s.On(To(Dataverse, "/teams"), func(w http.ResponseWriter, r *http.Request) {
		cancel()
		Slow(w, r)
	})
	if _, _, err := fetched(t, ctx, s, token); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTheLastFaultThatMatchesAnswers(t *testing.T) {
	s := Start(t, Sample())
	token := asReader(t, s)
	s.On(To(Dataverse, ""), Status(500, "a", ""))
	s.On(To(Dataverse, "/teams"), Status(503, "b", ""))
	s.On(To(Graph, ""), Status(502, "c", ""))
	if resp, raw, err := fetched(t, t.Context(), s, token); err != nil || resp.StatusCode != 503 {
		t.Errorf("%v %.100s", err, raw)
	}
}

func TestTheCertificateIsNotTrustedByItself(t *testing.T) {
	s := Start(t, Sample())
	if resp, err := http.Get(s.Origin()); err == nil {
		resp.Body.Close()
		t.Error("a client without the certificate was answered")
	}
	if !strings.HasPrefix(string(s.Certificate()), "-----BEGIN CERTIFICATE-----\n") {
		t.Errorf("%.40s", s.Certificate())
	}
}
