package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"rolefit/privileges/dataverse"
	"rolefit/privileges/environment"
)

// liveFlags say which environment is read, as whom, and how much of it.
type liveFlags struct {
	url                      string
	auth, tenantID, clientID string
	authority, certificate   string
	auditDays                int
	graph, powerPlatform     bool
	graphURL, platformURL    string
	environmentID            string
}

func (f *liveFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.url, "environment-url", "", `address of a live environment, such as "https://contoso.crm.dynamics.com"; it is only read`)
	flags.StringVar(&f.auth, "auth", "default", "how to sign in: "+wordsOf(dataverse.Methods()))
	flags.StringVar(&f.tenantID, "tenant-id", "", "tenant to sign in to (default: AZURE_TENANT_ID)")
	flags.StringVar(&f.clientID, "client-id", "", "client id to sign in as (default: AZURE_CLIENT_ID); secrets come from the environment, never from flags")
	flags.StringVar(&f.authority, "authority", "", "address to sign in at (default: by the cloud of --environment-url, or AZURE_AUTHORITY_HOST)")
	flags.StringVar(&f.certificate, "trust-certificate", "", "PEM file of a certificate to trust for all addresses; lifts the check that --environment-url is a Dataverse host")
	flags.IntVar(&f.auditDays, "audit", 0, "look this many days back in the audit log for what the application user did")
	flags.BoolVar(&f.graph, "graph", false, "look at the app registration in Microsoft Graph (needs Application.Read.All)")
	flags.StringVar(&f.graphURL, "graph-url", "", "address of Microsoft Graph (default: by cloud)")
	flags.BoolVar(&f.powerPlatform, "power-platform", false, "ask the Power Platform API whose the connections are (needs a reader's rights there)")
	flags.StringVar(&f.platformURL, "power-platform-url", "", "address of the Power Platform API (default: by cloud)")
	flags.StringVar(&f.environmentID, "environment-id", "", "id of the environment in the Power Platform, which --power-platform needs")
}

// asksForMore reports whether a flag asks for something that only a live environment can answer.
func (f liveFlags) asksForMore() bool { return f.auditDays != 0 || f.graph || f.powerPlatform }

// wrong says what is wrong with the flags, or nothing.
func (f liveFlags) wrong() string {
	if f.url == "" {
		return ""
	}
	switch {
	case !slices.Contains(dataverse.Methods(), dataverse.Method(f.auth)):
		return fmt.Sprintf("--auth takes one of %s, not %q", wordsOf(dataverse.Methods()), printable(f.auth))
	case f.auditDays < 0:
		return "--audit takes a number of days"
	case f.powerPlatform && f.environmentID == "":
		return "--power-platform needs --environment-id, the id that the admin center shows for the environment"
	}
	for _, address := range []string{f.url, f.authority, f.graphURL, f.platformURL} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil) {
			return fmt.Sprintf("%q is no address: it begins with https:// and names a host", printable(address))
		}
	}
	return ""
}

// readLive reads an environment with what the flags ask for.
func (p program) readLive(ctx context.Context, f liveFlags, appIDs []string) (*environment.Environment, error) {
	transport, err := f.transport()
	if err != nil {
		return nil, usageError{err}
	}
	credential, err := dataverse.Credential(dataverse.SignIn{
		Method: dataverse.Method(f.auth), TenantID: f.tenantID, ClientID: f.clientID, Environment: f.url, Authority: f.authority, Transport: transport,
		Getenv: os.Getenv, ReadFile: os.ReadFile, Prompt: func(message string) { fmt.Fprintln(p.err, printable(message)) },
	})
	if err != nil {
		return nil, usageError{explained(err)}
	}
	show := p.progress("environment")
	defer show.end()
	options := dataverse.Options{
		URL: f.url, Credential: credential, Transport: transport, AnyHost: f.certificate != "", AppIDs: appIDs, Flows: true,
		Progress: show.part,
		Waiting:  func(d time.Duration) { show.name(fmt.Sprintf("throttled, waiting %s", d.Round(time.Second))) },
	}
	e, err := dataverse.Read(ctx, options)
	if err != nil {
		return nil, explained(err)
	}
	e.UsersNamed = len(appIDs) > 0
	if err := f.further(ctx, &e, options); err != nil {
		return nil, explained(err)
	}
	return &e, nil
}

// further asks auditing and the services beside Dataverse. What they do not tell is missing, and no reason to stop.
func (f liveFlags) further(ctx context.Context, e *environment.Environment, options dataverse.Options) error {
	var appIDs, users []string
	for _, u := range e.Users {
		appIDs, users = append(appIDs, u.AppID), append(users, u.ID)
	}
	cloud, _ := dataverse.CloudOf(f.url)
	service := func(origin string) dataverse.Service {
		return dataverse.Service{Origin: origin, Credential: options.Credential, Transport: options.Transport, Waiting: options.Waiting}
	}
	var missing []environment.Missing
	var err error
	if f.auditDays > 0 {
		options.Progress("audit", 0, 0)
		e.Audit, missing, err = dataverse.ReadAudit(ctx, options, users, f.auditDays, e.ReadAt)
		e.Missing = append(e.Missing, missing...)
	}
	if f.graph && err == nil {
		options.Progress("app registrations", 0, 0)
		e.Registrations, missing, err = dataverse.ReadRegistrations(ctx, service(cmp.Or(f.graphURL, cloud.Graph)), slices.Compact(appIDs))
		if !e.UsersNamed { // of all application users those of other publishers have none in the tenant
			missing = slices.DeleteFunc(missing, func(m environment.Missing) bool { return m.Why == environment.NotRegistered })
		}
		e.Missing = append(e.Missing, missing...)
	}
	if f.powerPlatform && err == nil {
		options.Progress("connections", 0, 0)
		e.Connections, missing, err = dataverse.ReadConnections(ctx, service(cmp.Or(f.platformURL, cloud.PowerPlatform)), f.environmentID)
		e.Missing = append(e.Missing, missing...)
	}
	return err
}

// wordsOf lists the ways to sign in.
func wordsOf(methods []dataverse.Method) string {
	words := make([]string, len(methods))
	for i, m := range methods {
		words[i] = string(m)
	}
	return strings.Join(words, ", ")
}

// transport trusts the certificate that the flags name; nil: what the system trusts.
func (f liveFlags) transport() (http.RoundTripper, error) {
	if f.certificate == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(f.certificate)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate %s: %w", filepath.ToSlash(f.certificate), unwrapPath(err))
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form", filepath.ToSlash(f.certificate))
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return transport, nil
}

// explained says in people's words what a service refused, and what to do next.
func explained(err error) error {
	if what, next, ok := dataverse.Explain(err); ok {
		return fmt.Errorf("%s: %s", what, next)
	}
	return err
}
