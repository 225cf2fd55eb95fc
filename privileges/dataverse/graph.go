package dataverse

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rolefit/privileges/environment"
)

const graphFix = "Give the reader the application permission Application.Read.All of Microsoft Graph, with the consent of an administrator."

// ReadRegistrations reads the app registrations with these client ids over Microsoft Graph: their credentials without values,
// federated credentials, API permissions and owners, and those credentials that lie on their service principals. The list is
// ordered by client id. What could not be read is in the second list; an error is one of the context or of the origin.
//
// The reader needs the application permission Application.Read.All. Names of owners need permissions more, and are empty
// without them.
// Source: https://learn.microsoft.com/graph/api/application-get (2026-11-22)
func ReadRegistrations(ctx context.Context, s Service, appIDs []string) ([]environment.Registration, []environment.Missing, error) {
	if len(appIDs) == 0 {
		return nil, nil, nil
	}
	if s.Origin == "" {
		return nil, []environment.Missing{{
			Part: environment.PartRegistrations, Why: "the address of Microsoft Graph in this cloud is not known", Fix: "Look at the app registrations in Microsoft Entra.",
		}}, nil
	}
	c, err := s.client("/v1.0/")
	if err != nil {
		return nil, nil, fmt.Errorf("reading app registrations: %w", err)
	}
	ids := []string{}
	for _, id := range appIDs {
		if known, err := parseGUID(id); err == nil {
			id = string(known)
		}
		ids = append(ids, strings.ToLower(id))
	}
	slices.Sort(ids)
	var list []environment.Registration
	var missing []environment.Missing
	for _, id := range slices.Compact(ids) {
		r := registrationReader{client: c, appID: id}
		registration, err := r.read(ctx)
		if err != nil && readerRefused(err) {
			// The others would be refused too: one answer is enough.
			m, err := unreadPart(ctx, environment.PartRegistrations, "app registrations could not be read over Microsoft Graph", err, graphFix)
			return list, append(missing, m), err
		}
		if err != nil {
			m, err := r.unread(ctx, "the app registration could not be read", err)
			if err != nil {
				return nil, nil, err
			}
			missing = append(missing, m)
			continue
		}
		list, missing = append(list, registration), append(missing, r.missing...)
	}
	return list, missing, nil
}

// registrationReader reads one app registration.
type registrationReader struct {
	*client
	appID   string
	missing []environment.Missing
}

func (r *registrationReader) unread(ctx context.Context, why string, err error) (environment.Missing, error) {
	part := environment.PartOf(environment.PartRegistration, r.appID)
	if answeredNotFound(err) {
		return environment.Missing{
			Part: part, Why: environment.NotRegistered,
			Fix: "Look at it in the tenant that it is registered in; a managed identity has no app registration.",
		}, ctx.Err()
	}
	return unreadPart(ctx, part, why, err, graphFix)
}

// lack records that a part of the registration is missing. It fails when the context ended.
func (r *registrationReader) lack(ctx context.Context, why string, err error) error {
	m, err := r.unread(ctx, why, err)
	r.missing = append(r.missing, m)
	return err
}

func (r *registrationReader) read(ctx context.Context) (environment.Registration, error) {
	none := environment.Registration{}
	id, err := parseGUID(r.appID)
	if err != nil {
		return none, fmt.Errorf("its client id: %w", err)
	}
	key := "(appId='" + string(id) + "')"
	var app graphApplication
	if err := r.get(ctx, "applications"+key+query("$select", "id,appId,displayName,signInAudience,passwordCredentials,keyCredentials,requiredResourceAccess"), &app); err != nil {
		return none, err
	}
	if !strings.EqualFold(app.AppID, r.appID) || app.Secrets == nil || app.Keys == nil {
		return none, errors.New("the reply is not about the app registration and its credentials")
	}
	registration := app.registration(r.appID)
	var principal graphPrincipal
	err = r.get(ctx, "servicePrincipals"+key+query("$select", "id,accountEnabled,passwordCredentials,keyCredentials"), &principal)
	if err == nil && principal.ID == "" {
		err = errors.New("the reply is not about a service principal")
	}
	if err == nil {
		registration.Disabled = principal.Enabled != nil && !*principal.Enabled
		registration.Secrets = joinedCredentials(registration.Secrets, principal.Secrets)
		registration.Keys = joinedCredentials(registration.Keys, principal.Keys)
	} else if err := r.lack(ctx, "its service principal could not be read", err); err != nil {
		return none, err
	}
	if federated, err := allBy[graphFederated](ctx, r.client, "applications"+key+"/federatedIdentityCredentials", graphPage); err == nil {
		for _, f := range federated {
			registration.Federated = append(registration.Federated, f.federated())
		}
		slices.SortFunc(registration.Federated, func(a, b environment.Federated) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Issuer, b.Issuer), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Matching, b.Matching))
		})
	} else if err := r.lack(ctx, "its federated credentials could not be read", err); err != nil {
		return none, err
	}
	if owners, err := allBy[graphOwner](ctx, r.client, "applications"+key+"/owners"+query("$select", "id,displayName"), graphPage); err == nil {
		for _, o := range owners {
			registration.Owners = append(registration.Owners, o.owner())
		}
		slices.SortFunc(registration.Owners, func(a, b environment.Owner) int { return cmp.Compare(a.ID, b.ID) })
	} else if err := r.lack(ctx, "its owners could not be read", err); err != nil {
		return none, err
	}
	return registration, nil
}

// graphPage is how many rows Microsoft Graph is asked for at once, as many as it gives unasked.
const graphPage = 100

// The shapes of Microsoft Graph. Secrets have a member "hint", the first letters of their value: it is not read.
// Source: https://learn.microsoft.com/graph/api/resources/application (2026-11-22)
type (
	graphApplication struct {
		ID        string            `json:"id"`
		AppID     string            `json:"appId"`
		Name      string            `json:"displayName"`
		Audience  string            `json:"signInAudience"`
		Secrets   []graphCredential `json:"passwordCredentials"`
		Keys      []graphCredential `json:"keyCredentials"`
		Resources []struct {
			AppID  string `json:"resourceAppId"`
			Access []struct {
				ID   string `json:"id"`
				Type string `json:"type"` // "Scope" delegated, "Role" application
			} `json:"resourceAccess"`
		} `json:"requiredResourceAccess"`
	}
	graphPrincipal struct {
		ID      string            `json:"id"`
		Enabled *bool             `json:"accountEnabled"`
		Secrets []graphCredential `json:"passwordCredentials"`
		Keys    []graphCredential `json:"keyCredentials"`
	}
	graphCredential struct {
		ID    string     `json:"keyId"`
		Name  string     `json:"displayName"`
		Usage string     `json:"usage"` // of keys: "Verify" signs in, "Sign" signs SAML tokens
		Start *time.Time `json:"startDateTime"`
		End   *time.Time `json:"endDateTime"`
	}
	graphFederated struct {
		Name    string `json:"name"`
		Issuer  string `json:"issuer"`
		Subject string `json:"subject"`
		// Source: https://learn.microsoft.com/graph/api/resources/federatedidentityexpression (2026-11-26)
		Matching json.RawMessage `json:"claimsMatchingExpression"`
	}
	graphOwner struct {
		Type string `json:"@odata.type"` // "#microsoft.graph.user"
		ID   string `json:"id"`
		Name string `json:"displayName"`
	}
)

func (a graphApplication) registration(appID string) environment.Registration {
	r := environment.Registration{
		AppID: appID, ObjectID: strings.ToLower(a.ID), Name: oneLine(a.Name, 256), Audience: oneLine(a.Audience, 64),
		Secrets: joinedCredentials([]environment.Credential{}, a.Secrets), Keys: joinedCredentials([]environment.Credential{}, a.Keys),
		Federated: []environment.Federated{}, Permissions: []environment.Permission{}, Owners: []environment.Owner{},
	}
	for _, resource := range a.Resources {
		for _, p := range resource.Access {
			r.Permissions = append(r.Permissions, environment.Permission{
				ResourceAppID: strings.ToLower(resource.AppID), ID: strings.ToLower(p.ID), Delegated: p.Type == "Scope",
			})
		}
	}
	slices.SortFunc(r.Permissions, func(a, b environment.Permission) int {
		return cmp.Or(cmp.Compare(a.ResourceAppID, b.ResourceAppID), cmp.Compare(a.ID, b.ID))
	})
	return r
}

// joinedCredentials adds credentials that are not there yet: some tools put the same one on the application and on its service principal.
func joinedCredentials(all []environment.Credential, more []graphCredential) []environment.Credential {
	seen := map[string]bool{}
	for _, c := range all {
		seen[c.ID] = true
	}
	for _, c := range more {
		if c.Usage == "Sign" {
			continue
		}
		credential := environment.Credential{ID: strings.ToLower(c.ID), Name: oneLine(c.Name, 256)}
		if c.Start != nil {
			credential.Start = c.Start.UTC()
		}
		if c.End != nil {
			credential.End = c.End.UTC()
		}
		if credential.ID == "" || !seen[credential.ID] {
			seen[credential.ID] = true
			all = append(all, credential)
		}
	}
	slices.SortStableFunc(all, func(a, b environment.Credential) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func (f graphFederated) federated() environment.Federated {
	return environment.Federated{
		Name: oneLine(f.Name, 256), Issuer: oneLine(f.Issuer, 600), Subject: oneLine(f.Subject, 600), Matching: oneLine(matchingExpression(f.Matching), 600),
	}
}

// matchingExpression reads a matching expression: an object with a member "value", or the text alone.
func matchingExpression(raw json.RawMessage) string {
	var object struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(raw, &object) == nil {
		return object.Value
	}
	var text string
	_ = json.Unmarshal(raw, &text) // anything else is no expression
	return text
}

func (o graphOwner) owner() environment.Owner {
	return environment.Owner{ID: strings.ToLower(o.ID), Kind: oneLine(o.Type[strings.LastIndex(o.Type, ".")+1:], 64), Name: oneLine(o.Name, 256)}
}
