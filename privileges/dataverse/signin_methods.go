package dataverse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

func (b *signer) credential(method Method) (azcore.TokenCredential, error) {
	switch method {
	case Default:
		return b.chain()
	case Environment:
		return b.fromVariables()
	case Secret:
		return b.withSecret()
	case Certificate:
		return b.withCertificate()
	case Workload:
		return b.withTokenFile()
	case GitHub:
		return b.withGitHub()
	case AzurePipelines:
		return b.withAzurePipelines()
	case ManagedIdentity:
		return b.withManagedIdentity()
	case AzureCLI:
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: b.TenantID})
	case DeviceCode:
		return b.withDeviceCode()
	}
	names := []string{}
	for _, m := range Methods() {
		names = append(names, string(m))
	}
	return nil, fmt.Errorf("there is no such way to sign in: use one of %s", strings.Join(names, ", "))
}

// chain leaves out what is not set up, so that a reader of the errors meets only what was really tried.
func (b *signer) chain() (azcore.TokenCredential, error) {
	var sources []azcore.TokenCredential
	for _, source := range []struct {
		present bool
		make    func() (azcore.TokenCredential, error)
	}{
		{b.Getenv("AZURE_CLIENT_SECRET") != "" || b.Getenv("AZURE_CLIENT_CERTIFICATE_PATH") != "", b.fromVariables},
		{b.Getenv("AZURE_FEDERATED_TOKEN_FILE") != "", b.withTokenFile},
		{true, b.withManagedIdentity},
		{true, func() (azcore.TokenCredential, error) { return b.credential(AzureCLI) }},
	} {
		if !source.present {
			continue
		}
		c, err := source.make()
		if err != nil {
			return nil, err
		}
		sources = append(sources, c)
	}
	return azidentity.NewChainedTokenCredential(sources, nil)
}

func (b *signer) fromVariables() (azcore.TokenCredential, error) {
	switch {
	case b.Getenv("AZURE_CLIENT_SECRET") != "":
		return b.withSecret()
	case b.Getenv("AZURE_CLIENT_CERTIFICATE_PATH") != "":
		return b.withCertificate()
	}
	return nil, errors.New("neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set")
}

func (b *signer) withSecret() (azcore.TokenCredential, error) {
	secret := b.secret("AZURE_CLIENT_SECRET")
	if secret == "" {
		return nil, errors.New("AZURE_CLIENT_SECRET is not set")
	}
	if err := b.application(); err != nil {
		return nil, err
	}
	return azidentity.NewClientSecretCredential(b.TenantID, b.ClientID, secret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: b.options, DisableInstanceDiscovery: b.offline,
	})
}

func (b *signer) withCertificate() (azcore.TokenCredential, error) {
	file := b.Getenv("AZURE_CLIENT_CERTIFICATE_PATH")
	if file == "" {
		return nil, errors.New("AZURE_CLIENT_CERTIFICATE_PATH is not set")
	}
	if err := b.application(); err != nil {
		return nil, err
	}
	raw, err := b.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate of AZURE_CLIENT_CERTIFICATE_PATH: %w", err)
	}
	certificates, key, err := azidentity.ParseCertificates(raw, []byte(b.secret("AZURE_CLIENT_CERTIFICATE_PASSWORD")))
	if err != nil {
		return nil, fmt.Errorf("reading the certificate %s: expected is a PEM or PKCS#12 file with its private key, and a password in AZURE_CLIENT_CERTIFICATE_PASSWORD where it has one: %w", file, err)
	}
	chain := strings.ToLower(b.Getenv("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"))
	return azidentity.NewClientCertificateCredential(b.TenantID, b.ClientID, certificates, key, &azidentity.ClientCertificateCredentialOptions{
		ClientOptions: b.options, DisableInstanceDiscovery: b.offline, SendCertificateChain: chain == "1" || chain == "true",
	})
}

// withAssertion signs in with a token that another issuer gives; it is asked for anew each time, for it lives some minutes.
func (b *signer) withAssertion(assertion func(context.Context) (string, error)) (azcore.TokenCredential, error) {
	if err := b.application(); err != nil {
		return nil, err
	}
	return azidentity.NewClientAssertionCredential(b.TenantID, b.ClientID, assertion, &azidentity.ClientAssertionCredentialOptions{
		ClientOptions: b.options, DisableInstanceDiscovery: b.offline,
	})
}

func (b *signer) withTokenFile() (azcore.TokenCredential, error) {
	file := b.Getenv("AZURE_FEDERATED_TOKEN_FILE")
	if file == "" {
		return nil, errors.New("AZURE_FEDERATED_TOKEN_FILE is not set")
	}
	return b.withAssertion(func(context.Context) (string, error) {
		raw, err := b.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("reading the token of AZURE_FEDERATED_TOKEN_FILE: %w", err)
		}
		return strings.TrimSpace(string(raw)), nil
	})
}

// withGitHub asks GitHub Actions for a token of the running job.
// Source: https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect (2026-11-26)
func (b *signer) withGitHub() (azcore.TokenCredential, error) {
	address, token := b.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL"), b.secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
	if address == "" || token == "" {
		return nil, errors.New(`ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set: give the job "permissions: id-token: write"`)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return nil, errors.New("ACTIONS_ID_TOKEN_REQUEST_URL is not an https address")
	}
	query := u.Query()
	query.Set("audience", "api://AzureADTokenExchange")
	u.RawQuery = query.Encode()
	return b.withAssertion(func(ctx context.Context) (string, error) { return b.askGitHub(ctx, u.String(), token) })
}

func (b *signer) askGitHub(ctx context.Context, address, token string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", errors.New("asking GitHub for a token: its address is not readable")
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := b.options.Transport.Do(req)
	if err != nil {
		return "", fmt.Errorf("asking GitHub for a token: %w", transportError(ctx, req.URL, err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("asking GitHub for a token: it answered %d", resp.StatusCode)
	}
	var reply struct {
		Value string `json:"value"`
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err == nil {
		err = json.Unmarshal(raw, &reply)
	}
	if err != nil || reply.Value == "" {
		return "", errors.New("asking GitHub for a token: the reply holds none")
	}
	return reply.Value, nil
}

func (b *signer) withAzurePipelines() (azcore.TokenCredential, error) {
	b.TenantID = b.or(b.TenantID, "AZURESUBSCRIPTION_TENANT_ID")
	b.ClientID = b.or(b.ClientID, "AZURESUBSCRIPTION_CLIENT_ID")
	connection, token := b.Getenv("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"), b.secret("SYSTEM_ACCESSTOKEN")
	switch {
	case token == "":
		return nil, errors.New("SYSTEM_ACCESSTOKEN is not set: map it in the step with \"env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)\"")
	case connection == "":
		return nil, errors.New("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID is not set: run in an AzureCLI or AzurePowerShell task, or set it to the id of the service connection")
	}
	if err := b.application(); err != nil {
		return nil, err
	}
	return azidentity.NewAzurePipelinesCredential(b.TenantID, b.ClientID, connection, token, &azidentity.AzurePipelinesCredentialOptions{
		ClientOptions: b.options, DisableInstanceDiscovery: b.offline,
	})
}

func (b *signer) withManagedIdentity() (azcore.TokenCredential, error) {
	options := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: b.options}
	options.Retry.ShouldRetry = nil // this credential has a list of its own
	if b.ClientID != "" {
		options.ID = azidentity.ClientID(b.ClientID)
	}
	return azidentity.NewManagedIdentityCredential(options)
}

func (b *signer) withDeviceCode() (azcore.TokenCredential, error) {
	if b.Prompt == nil {
		return nil, errors.New("nobody is there to type the code: use another way to sign in")
	}
	return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: b.options, DisableInstanceDiscovery: b.offline, TenantID: b.TenantID, ClientID: b.ClientID,
		UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
			b.Prompt(m.Message)
			return nil
		},
	})
}
