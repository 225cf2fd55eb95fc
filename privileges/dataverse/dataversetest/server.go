// Package dataversetest is a Dataverse environment with everything around it that a reader talks to, for tests: an
// Entra authority, the Web API, Microsoft Graph and the connections of the Power Platform, each an HTTPS server of its
// own on 127.0.0.1.
//
// What they answer is written back from a Seed the way the platform writes it, so that a test can read it over the wire
// and compare what was read with what was sown. Nothing can be changed through them: they answer GET, and the token
// requests of the authority.
//
// Limitations. Only what reading an environment needs is served, any other path or query option gets the error that the
// platform gives for what it does not know. Depths of the reader narrow what it sees by business unit and owner; rows
// shared with it are not modelled. Type codes of tables that each environment numbers for itself are made up.
package dataversetest

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"rolefit/privileges/environment"
)

// Seed is what the servers tell. Its zero value is an environment without anything in it, not even a client that may
// sign in.
type Seed struct {
	environment.Environment // URL is not used: the origin is the server's own

	// Secrets are the secrets that client ids sign in with. A client in it may also sign in by an assertion.
	Secrets map[string]string
	// ExpiredSecrets were secrets of client ids: signing in with one is answered with AADSTS7000222.
	ExpiredSecrets map[string]string
	// TenantID is the tenant of the authority; empty: DefaultTenant.
	TenantID string
	// PageSize is the greatest number of rows on a page, of expanded rows too; 0: what Dataverse allows, 5000.
	PageSize int
	// NestedFromStart lets the nextLink of an expanded collection begin at its first row and not after the last one sent,
	// which the platform does too.
	NestedFromStart bool
	// ReaderAppID is the client id of the application user that is Environment.Reader. It is an application user of the
	// environment like any other, so listing all of them shows it also when Users does not hold it; empty: there is none.
	ReaderAppID string
	// ReaderPrivileges are the names of the reader's privileges with their depths, "Basic" to "Global"; nil: every
	// privilege at Global; not nil and empty: none. Every other user reads by the roles it has.
	ReaderPrivileges map[string]string
}

// DefaultTenant is the tenant of a Seed that names none.
const DefaultTenant = "11111111-2222-4333-8444-555555555555"

// TokenMarker is part of every access token that the authority gives, so that a test can look for one where none may be.
const TokenMarker = "PLANTED-ACCESS-TOKEN"

// Names of the origins, as Request.Origin has them.
const (
	Dataverse     = "dataverse"
	Authority     = "authority"
	Graph         = "graph"
	PowerPlatform = "powerplatform"
)

// Request is one request that a server got.
type Request struct {
	Method     string
	Origin     string // Dataverse, Authority, Graph or PowerPlatform
	Path       string // with the query, as it came
	Authorized bool   // whether an Authorization header came, whatever it said
}

// Server is the running servers. It may be used by several goroutines.
type Server struct {
	seed   Seed
	world  *world
	tokens *tokens
	https  map[string]*httptest.Server
	done   chan struct{} // closed when the test is over: answers that wait for the client end

	mu       sync.Mutex
	requests []Request
	faults   []fault
}

// Start runs the servers until the test is over.
func Start(t testing.TB, seed Seed) *Server {
	t.Helper()
	if seed.TenantID == "" {
		seed.TenantID = DefaultTenant
	}
	world, err := newWorld(seed)
	if err != nil {
		t.Fatalf("dataversetest: %v", err)
	}
	s := &Server{seed: seed, world: world, https: map[string]*httptest.Server{}, done: make(chan struct{})}
	s.tokens = newTokens()
	for origin, handler := range map[string]http.HandlerFunc{
		Dataverse:     s.serveDataverse,
		Authority:     s.serveAuthority,
		Graph:         s.serveGraph,
		PowerPlatform: s.servePowerPlatform,
	} {
		server := httptest.NewUnstartedServer(s.recorded(origin, handler))
		// A client that does not trust the certificate is something to test, and nothing to write to the log of tests.
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		server.StartTLS()
		s.https[origin] = server
	}
	t.Cleanup(func() {
		close(s.done)
		for _, server := range s.https {
			server.CloseClientConnections()
			server.Close()
		}
	})
	return s
}

// Origin is the origin of the Web API, "https://127.0.0.1:PORT".
func (s *Server) Origin() string { return s.https[Dataverse].URL }

// Authority is the origin of the authority, without a tenant and without a slash at its end.
func (s *Server) Authority() string { return s.https[Authority].URL }

// GraphOrigin is the origin of Microsoft Graph. Tokens for it are asked for as GraphOrigin or https://graph.microsoft.com.
func (s *Server) GraphOrigin() string { return s.https[Graph].URL }

// PowerPlatformOrigin is the origin of the Power Platform API. Tokens for it are asked for as PowerPlatformOrigin,
// https://api.powerplatform.com or https://service.powerapps.com.
func (s *Server) PowerPlatformOrigin() string { return s.https[PowerPlatform].URL }

// Certificate is the certificate to trust, in PEM. All servers have the same.
func (s *Server) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.https[Dataverse].Certificate().Raw})
}

// Client is a client that trusts the servers. It follows redirects, which a client that sends tokens should not.
func (s *Server) Client() *http.Client { return s.https[Dataverse].Client() }

// Requests are the requests of all servers until now, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ExpireTokens lets every token given until now be expired.
func (s *Server) ExpireTokens() { s.tokens.expire() }

// recorded keeps what was asked, and gives the answer of the newest fault that matches, else that of the handler.
func (s *Server) recorded(origin string, handler http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.seed.ReadAt.IsZero() {
			w.Header().Set("Date", s.seed.ReadAt.UTC().Format(http.TimeFormat))
		}
		s.mu.Lock()
		s.requests = append(s.requests, Request{
			Method: r.Method, Origin: origin, Path: r.URL.RequestURI(), Authorized: r.Header.Get("Authorization") != "",
		})
		faults := slices.Clone(s.faults)
		s.mu.Unlock()
		r = r.WithContext(withTruth(r.Context(), truth{origin: origin, handler: handler, done: s.done}))
		for _, f := range slices.Backward(faults) {
			if f.match(r) {
				f.answer(w, r)
				return
			}
		}
		handler(w, r)
	})
}

// now is the clock of the servers, fixed when the seed says when it was read.
func (s *Server) now() time.Time {
	if s.seed.ReadAt.IsZero() {
		return time.Now().UTC()
	}
	return s.seed.ReadAt.UTC()
}
