package dataversetest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// fault is an answer in place of the true one.
type fault struct {
	match  func(*http.Request) bool
	answer http.HandlerFunc
}

// On gives an answer to every request that matches, on any of the servers, in place of the true answer. Where several
// match, the one added last answers. Both functions may be called from several goroutines at once.
func (s *Server) On(match func(*http.Request) bool, answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fault{match, answer})
}

// To matches requests to an origin, such as Dataverse, whose path with its query contains part; "" is part of all.
func To(origin, part string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return truthOf(r).origin == origin && strings.Contains(r.URL.RequestURI(), part)
	}
}

// First matches the first n requests that match.
func First(n int, match func(*http.Request) bool) func(*http.Request) bool {
	var seen atomic.Int64
	return func(r *http.Request) bool { return match(r) && seen.Add(1) <= int64(n) }
}

// truth is what a request would have been answered with, and when its test is over.
type truth struct {
	origin  string
	handler http.HandlerFunc
	done    <-chan struct{}
}

type truthKey struct{}

func withTruth(ctx context.Context, t truth) context.Context {
	return context.WithValue(ctx, truthKey{}, t)
}

func truthOf(r *http.Request) truth {
	t, _ := r.Context().Value(truthKey{}).(truth)
	return t
}

// trueAnswer is what the request would have been answered with.
func trueAnswer(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	truthOf(r).handler(rec, r)
	return rec
}

// Throttle answers that the limit of requests is passed: try again in so many seconds.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/api-limits (2026-11-22)
func Throttle(seconds int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		writeError(w, http.StatusTooManyRequests, "0x80072322", "Number of requests exceeded the limit of 6000 over time window of 300 seconds.")
	}
}

// Status answers with an HTTP status and an error in the form of Dataverse and Graph.
func Status(status int, errorCode, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeError(w, status, errorCode, message) }
}

// Truncate gives the first half of the true answer as if it were whole.
func Truncate(w http.ResponseWriter, r *http.Request) {
	rec := trueAnswer(r)
	copyHeader(w, rec)
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
}

// Cut closes the connection before anything was answered. The transport of net/http tries a GET again by itself when the
// connection had been used before, so cut more than once to have the client see it.
func Cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// CutHalfway closes the connection when the first half of the true answer was sent.
func CutHalfway(w http.ResponseWriter, r *http.Request) {
	rec := trueAnswer(r)
	copyHeader(w, rec)
	w.Header().Set("Content-Length", strconv.Itoa(rec.Body.Len()))
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Slow sends the first byte of the true answer, and no more until the client gives up or the test is over.
func Slow(w http.ResponseWriter, r *http.Request) {
	rec := trueAnswer(r)
	copyHeader(w, rec)
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes()[:min(1, rec.Body.Len())])
	_ = http.NewResponseController(w).Flush()
	select {
	case <-r.Context().Done():
	case <-truthOf(r).done:
	}
	panic(http.ErrAbortHandler)
}

// Huge answers with a well-formed list of at least so many bytes, which are made while they are sent.
func Huge(size int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		row := `{"name":"` + strings.Repeat("x", 1000) + `"},`
		_, err := w.Write([]byte(`{"value":[`))
		for sent := 0; sent < size && err == nil; sent += len(row) {
			_, err = w.Write([]byte(row))
		}
		_, _ = w.Write([]byte(`{"name":"last"}]}`))
	}
}

// RedirectTo sends the client to another address.
func RedirectTo(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", url)
		w.WriteHeader(http.StatusFound)
	}
}

// NextLink gives the true answer with another link to its next page, also where there is no further page.
func NextLink(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rec := trueAnswer(r)
		var members object
		if rec.Code != http.StatusOK || json.Unmarshal(rec.Body.Bytes(), &members) != nil {
			copyHeader(w, rec)
			w.WriteHeader(rec.Code)
			_, _ = w.Write(rec.Body.Bytes())
			return
		}
		members = members.without("@odata.nextLink").with("@odata.nextLink", url)
		copyHeader(w, rec)
		writeJSON(w, http.StatusOK, members)
	}
}

// Each gives the true answer with a change to its text.
func Each(change func([]byte) []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rec := trueAnswer(r)
		copyHeader(w, rec)
		w.WriteHeader(rec.Code)
		_, _ = w.Write(change(rec.Body.Bytes()))
	}
}

func copyHeader(w http.ResponseWriter, rec *httptest.ResponseRecorder) {
	for name, values := range rec.Header() {
		w.Header()[name] = values
	}
}

// contentType is what the Web API says of its answers.
const contentType = "application/json; odata.metadata=minimal"

// writeError writes an error the way Dataverse and Graph do.
func writeError(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, object{{"error", object{{"code", code}, {"message", message}}}})
}

// writeJSON writes an answer.
func writeJSON(w http.ResponseWriter, status int, body any) {
	var buf bytes.Buffer
	if err := json.MarshalWrite(&buf, body, json.Deterministic(true), jsontext.EscapeForHTML(false)); err != nil {
		http.Error(w, fmt.Sprintf("dataversetest: writing the answer: %v", err), http.StatusInternalServerError)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes())
}
