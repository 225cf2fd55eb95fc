package dataverse

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"rolefit/privileges/environment"
)

// Service is a service beside the environment that knows more of its application users: Microsoft Graph or the Power Platform.
type Service struct {
	Origin     string                 // such as "https://graph.microsoft.com"; empty: the cloud has none that is known
	Credential azcore.TokenCredential // nil: requests go without signing in
	Transport  http.RoundTripper      // nil: the network
	RetryDelay time.Duration          // before the first retry where the service names none; 0: a second
	Waiting    func(time.Duration)    // told before a wait that the service asked for; nil: nobody is told
}

// client returns a client for the part of the service under a path.
func (s Service) client(base string) (*client, error) {
	return newClient(s.Origin, strings.TrimSuffix(s.Origin, "/")+"/.default", clientOptions{
		Credential: s.Credential, Transport: s.Transport, Base: base, Waiting: s.Waiting, RetryDelay: s.RetryDelay,
	})
}

// readerRefused reports whether the reader was not let in, so that other requests of the same kind would fail too.
func readerRefused(err error) bool {
	var response *ResponseError
	var signIn *SignInError
	return errors.As(err, &signIn) || errors.As(err, &response) &&
		(response.Status == http.StatusUnauthorized || response.Status == http.StatusForbidden)
}

// answeredNotFound reports whether a service answered that there is no such thing.
func answeredNotFound(err error) bool {
	var response *ResponseError
	return errors.As(err, &response) && response.Status == http.StatusNotFound
}

// unreadPart describes a part that an error kept from being read. The fix is for a reader that was refused; other errors are
// explained by themselves. An error of the context is no part that is missing, it ends the reading.
func unreadPart(ctx context.Context, part, why string, err error, fix string) (environment.Missing, error) {
	if ctx.Err() != nil {
		return environment.Missing{}, ctx.Err()
	}
	var signIn *SignInError
	if readerRefused(err) && !errors.As(err, &signIn) {
		return environment.Missing{Part: part, Why: why + ": " + oneLine(err.Error(), 600), Fix: fix}, nil
	}
	what, next, ok := Explain(err)
	if !ok {
		what, next = oneLine(err.Error(), 600), again
	}
	return environment.Missing{Part: part, Why: why + ": " + what, Fix: next}, nil
}
