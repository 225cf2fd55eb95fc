package dataverse

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"rolefit/privileges/environment"
)

// cannedService is a service on TLS that answers addresses, with their queries decoded, by bodies. A body that begins with a
// number and a space is a status. What is not there is 404.
type cannedService struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func answering(t *testing.T, bodies map[string]string) *cannedService {
	t.Helper()
	a := &cannedService{}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := r.URL.Path
		if query, err := url.PathUnescape(r.URL.RawQuery); err == nil && query != "" {
			at += "?" + query
		}
		a.mu.Lock()
		a.asked = append(a.asked, at)
		a.mu.Unlock()
		body, ok := bodies[at]
		if !ok {
			body = `404 {"error":{"code":"Request_ResourceNotFound","message":"There is none."}}`
		}
		status := http.StatusOK
		if code, rest, found := strings.Cut(body, " "); found {
			if n, err := strconv.Atoi(code); err == nil {
				status, body = n, rest
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(strings.ReplaceAll(body, "ORIGIN", a.URL)))
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *cannedService) service() Service {
	return Service{Origin: a.URL, Transport: a.Client().Transport, RetryDelay: time.Millisecond}
}

func liveSample(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/samples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// refusingCredential is a credential whose sign-in fails.
type refusingCredential struct{}

func (refusingCredential) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{}, &SignInError{Text: "AADSTS7000222: The provided client secret keys are expired."}
}

func partNames(missing []environment.Missing) []string {
	var all []string
	for _, m := range missing {
		all = append(all, m.Part)
	}
	return all
}

func wantComplete(t *testing.T, missing []environment.Missing, err error) {
	t.Helper()
	if err != nil || len(missing) != 0 {
		t.Fatalf("missing %v, error %v", missing, err)
	}
}

func TestAContextThatEndsIsAnErrorAndNotSomethingMissing(t *testing.T) {
	server := answering(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, missing, err := ReadRegistrations(ctx, server.service(), []string{firstApp}); !errors.Is(err, context.Canceled) || len(missing) > 0 {
		t.Errorf("registrations: %v, %v", missing, err)
	}
	if _, missing, err := ReadConnections(ctx, server.service(), "Default-1"); !errors.Is(err, context.Canceled) || len(missing) > 0 {
		t.Errorf("connections: %v, %v", missing, err)
	}
	if _, missing, err := ReadAudit(ctx, server.options(), []string{firstUser}, 90, auditNow); !errors.Is(err, context.Canceled) || len(missing) > 0 {
		t.Errorf("audit: %v, %v", missing, err)
	}
}

func TestAServiceThatACloudDoesNotHaveIsMissing(t *testing.T) {
	if list, missing, err := ReadRegistrations(t.Context(), Service{}, []string{firstApp}); err != nil || len(list) != 0 || len(missing) != 1 {
		t.Errorf("registrations: %v, %v, %v", list, missing, err)
	}
	if list, missing, err := ReadConnections(t.Context(), Service{}, "Default-1"); err != nil || len(list) != 0 || len(missing) != 1 {
		t.Errorf("connections: %v, %v, %v", list, missing, err)
	}
}

func TestASignInThatFailsIsExplained(t *testing.T) {
	service := answering(t, nil).service()
	service.Credential = refusingCredential{}
	_, missing, err := ReadConnections(t.Context(), service, "Default-1")
	if err != nil || len(missing) != 1 || !strings.Contains(missing[0].Why, "connection identity unverified") || !strings.Contains(missing[0].Fix, "secret") {
		t.Errorf("%+v, %v", missing, err)
	}
}
