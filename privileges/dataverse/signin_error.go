package dataverse

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// SignInError is a sign-in that was refused or could not be made. Its text names no secret.
type SignInError struct {
	Text string // on one line
	err  error
}

func (e *SignInError) Error() string { return "signing in: " + e.Text }

// NonRetriable tells the pipeline that another try would not mend it.
func (e *SignInError) NonRetriable() {}

// Unwrap returns what the sign-in library reported. Its text can have many lines.
func (e *SignInError) Unwrap() error { return e.err }

// authoritySaid returns the description in a reply of the authority, without the trace that follows it.
func authoritySaid(resp *http.Response) string {
	body, err := runtime.Payload(resp)
	if err != nil {
		return ""
	}
	var reply struct {
		Description string `json:"error_description"`
		Error       any    `json:"error"`
	}
	if json.Unmarshal(body, &reply) != nil {
		return ""
	}
	text, _, _ := strings.Cut(reply.Description, "Trace ID:")
	if text == "" {
		text, _ = reply.Error.(string)
	}
	return text
}
