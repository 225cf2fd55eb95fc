package dataverse

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Method is a way to sign in.
type Method string

// The ways to sign in, with what each takes besides tenant and client id.
const (
	// Default tries what is set up, in this order: Environment, Workload, ManagedIdentity, AzureCLI. The first that is
	// there counts: one that is there and refused ends the search, for another identity would see another environment.
	Default         Method = "default"
	Environment     Method = "environment"      // Secret or Certificate, whichever the environment variables describe
	Secret          Method = "secret"           // AZURE_CLIENT_SECRET
	Certificate     Method = "certificate"      // AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_CERTIFICATE_PASSWORD, AZURE_CLIENT_SEND_CERTIFICATE_CHAIN
	ManagedIdentity Method = "managed-identity" // of the machine; the client id of a user-assigned one
	Workload        Method = "workload"         // AZURE_FEDERATED_TOKEN_FILE, as Kubernetes sets it
	GitHub          Method = "github"           // ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN, from "permissions: id-token: write"
	AzurePipelines  Method = "azure-pipelines"  // SYSTEM_ACCESSTOKEN, SYSTEM_OIDCREQUESTURI, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID
	AzureCLI        Method = "azure-cli"        // the user that "az login" signed in
	DeviceCode      Method = "device-code"      // a user, with a code to type into a browser
)

// Methods returns every way to sign in, the default first.
func Methods() []Method {
	return []Method{Default, Environment, Secret, Certificate, ManagedIdentity, Workload, GitHub, AzurePipelines, AzureCLI, DeviceCode}
}

// SignIn says how to sign in. The zero value signs in by Default with nothing from outside but a managed identity or the Azure CLI.
type SignIn struct {
	Method   Method // empty: Default
	TenantID string // empty: AZURE_TENANT_ID
	ClientID string // of the app registration; empty: AZURE_CLIENT_ID

	// Authority is the address of the sign-in service; empty: AZURE_AUTHORITY_HOST, or else that of the environment's cloud.
	// The addresses of Cloud are asked about at no other service than themselves.
	Authority   string
	Environment string // address of the environment, by which the cloud is known; empty: the public cloud

	Getenv   func(string) string          // environment variables; nil: there are none
	ReadFile func(string) ([]byte, error) // certificate and token files; nil: none can be read
	Prompt   func(string)                 // shows what DeviceCode asks the user to do; nil: DeviceCode is refused

	Transport http.RoundTripper // nil: the network
}

// Credential returns what signs in as s says. It sends nothing; the first token is asked for with the first request.
// An error of the credential that it returns is a *SignInError.
//
// ManagedIdentity and AzurePipelines are told by their platforms where to ask through variables of the process, which
// Getenv does not replace.
// Source: https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains (2026-11-26)
func Credential(s SignIn) (azcore.TokenCredential, error) {
	b, err := newSigner(s)
	if err != nil {
		return nil, err
	}
	method := s.Method
	if method == "" {
		method = Default
	}
	inner, err := b.credential(method)
	if err != nil {
		return nil, fmt.Errorf("signing in by %q: %s", method, b.without(oneLine(err.Error(), 1000)))
	}
	return &signedIn{inner, b.secrets}, nil
}

// signer makes credentials, and remembers the secrets that it took so that no error can show one.
type signer struct {
	SignIn
	secrets []string
	options policy.ClientOptions
	offline bool // the authority is not one that others vouch for
}

func newSigner(s SignIn) (*signer, error) {
	b := &signer{SignIn: s}
	if b.Getenv == nil {
		b.Getenv = func(string) string { return "" }
	}
	if b.ReadFile == nil {
		b.ReadFile = func(string) ([]byte, error) { return nil, errors.New("no files can be read") }
	}
	b.TenantID = b.or(s.TenantID, "AZURE_TENANT_ID")
	b.ClientID = b.or(s.ClientID, "AZURE_CLIENT_ID")
	known, ok := CloudOf(s.Environment)
	if !ok {
		known.Authority = cloud.AzurePublic.ActiveDirectoryAuthorityHost
	}
	authority := b.or(s.Authority, "AZURE_AUTHORITY_HOST")
	if authority == "" {
		authority = known.Authority
	}
	if !strings.Contains(authority, "://") {
		authority = "https://" + authority
	}
	u, err := url.Parse(authority)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, errors.New("the authority to sign in at must be an https address, like https://login.microsoftonline.com")
	}
	b.offline = !slices.ContainsFunc(Clouds(), func(c Cloud) bool { return c.Authority == "https://"+u.Host+"/" })
	b.options = policy.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: authority},
		Telemetry: policy.TelemetryOptions{Disabled: true},
		Transport: bounded{newHTTPClient(s.Transport)},
		Retry:     policy.RetryOptions{ShouldRetry: shouldRetry},
	}
	return b, nil
}

func (b *signer) or(value, variable string) string {
	if value != "" {
		return value
	}
	return b.Getenv(variable)
}

// secret returns a variable whose value must never be shown.
func (b *signer) secret(variable string) string {
	value := b.Getenv(variable)
	b.hide(value)
	return value
}

func (b *signer) hide(value string) {
	if value != "" {
		b.secrets = append(b.secrets, value)
	}
}

func (b *signer) without(text string) string { return withoutSecrets(text, b.secrets) }

// hidden stands in an error in the place of a secret.
const hidden = "***"

func withoutSecrets(text string, secrets []string) string {
	for _, s := range secrets {
		text = strings.ReplaceAll(text, s, hidden)
	}
	return text
}

// application refuses to sign in as an application that is not named.
func (b *signer) application() error {
	switch {
	case b.TenantID == "":
		return errors.New("the tenant id is not known: set AZURE_TENANT_ID")
	case b.ClientID == "":
		return errors.New("the client id of the app registration is not known: set AZURE_CLIENT_ID")
	}
	return nil
}

// signedIn turns the many-lined errors of the sign-in library into one line without secrets.
type signedIn struct {
	inner   azcore.TokenCredential
	secrets []string
}

// GetToken returns a token, or a *SignInError.
func (s *signedIn) GetToken(ctx context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, err := s.inner.GetToken(ctx, opts)
	if err == nil || ctx.Err() != nil {
		return token, err
	}
	return azcore.AccessToken{}, newSignInError(err, s.secrets)
}

// newSignInError keeps what the authority says where it said something, and what the library says otherwise.
func newSignInError(err error, secrets []string) *SignInError {
	var known *SignInError
	if errors.As(err, &known) {
		return known
	}
	text := err.Error()
	var failed *azidentity.AuthenticationFailedError
	if errors.As(err, &failed) && failed.RawResponse != nil {
		if said := authoritySaid(failed.RawResponse); said != "" {
			text = said
		}
	}
	return &SignInError{Text: withoutSecrets(oneLine(text, 1000), secrets), err: err}
}
