package dataversetest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"rolefit/privileges/environment"
)

// Other names of the audiences that have an origin of their own here.
var (
	graphAudiences         = []string{"https://graph.microsoft.com"}
	powerPlatformAudiences = []string{"https://api.powerplatform.com", "https://service.powerapps.com"}
)

// assertionType is the only type of client assertion there is.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// signInError is an error of the authority.
// Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes (2026-11-22)
type signInError struct {
	status  int
	kind    string
	code    int
	message string
}

// serveAuthority answers discovery and token requests.
func (s *Server) serveAuthority(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if r.Method == http.MethodGet && r.URL.Path == "/common/discovery/instance" {
		s.discoverInstance(w)
		return
	}
	tenant, rest := segments[0], strings.Join(segments[1:], "/")
	if tenant != s.seed.TenantID && !slices.Contains([]string{"organizations", "common"}, tenant) {
		s.refuseSignIn(w, &signInError{http.StatusBadRequest, "invalid_tenant", 90002, fmt.Sprintf(
			"Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", tenant)})
		return
	}
	switch r.Method + " " + rest {
	case "GET v2.0/.well-known/openid-configuration":
		base := s.Authority() + "/" + tenant
		writeJSON(w, http.StatusOK, object{
			{"token_endpoint", base + "/oauth2/v2.0/token"}, {"token_endpoint_auth_methods_supported", []string{"client_secret_post", "private_key_jwt"}},
			{"jwks_uri", base + "/discovery/v2.0/keys"}, {"issuer", base + "/v2.0"}, {"authorization_endpoint", base + "/oauth2/v2.0/authorize"},
			{"device_authorization_endpoint", base + "/oauth2/v2.0/devicecode"}, {"tenant_region_scope", "EU"}, {"cloud_instance_name", "microsoftonline.com"},
		})
	case "POST oauth2/v2.0/token":
		s.giveToken(w, r, tenant)
	case "POST oauth2/v2.0/devicecode":
		s.giveDeviceCode(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) discoverInstance(w http.ResponseWriter) {
	host := strings.TrimPrefix(s.Authority(), "https://")
	writeJSON(w, http.StatusOK, object{
		{"tenant_discovery_endpoint", s.Authority() + "/" + s.seed.TenantID + "/v2.0/.well-known/openid-configuration"}, {"api-version", "1.1"},
		{"metadata", []object{{{"preferred_network", host}, {"preferred_cache", host}, {"aliases", []string{host}}}}},
	})
}

func (s *Server) refuseSignIn(w http.ResponseWriter, e *signInError) {
	at, trace := s.now().Format("2006-01-02 15:04:05Z"), stable("trace", fmt.Sprint(len(s.Requests())))
	writeJSON(w, e.status, object{
		{"error", e.kind},
		{"error_description", fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", e.code, e.message, trace, trace, at)},
		{"error_codes", []int{e.code}}, {"timestamp", at}, {"trace_id", trace}, {"correlation_id", trace},
		{"error_uri", fmt.Sprintf("%s/error?code=%d", s.Authority(), e.code)},
	})
}

// giveToken answers a token request.
func (s *Server) giveToken(w http.ResponseWriter, r *http.Request, tenant string) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		s.refuseSignIn(w, &signInError{http.StatusBadRequest, "invalid_request", 900144, "The request body must be a form."})
		return
	}
	client := strings.ToLower(r.PostForm.Get("client_id"))
	var refused *signInError
	device := false
	switch grant := r.PostForm.Get("grant_type"); grant {
	case "client_credentials":
		refused = s.checkClient(client, tenant, r)
	case "device_code", "urn:ietf:params:oauth:grant-type:device_code":
		device = true
		if r.PostForm.Get("device_code") != s.deviceCode(client) {
			refused = &signInError{http.StatusBadRequest, "invalid_grant", 70000, "The provided value for the input parameter 'device_code' is not valid."}
		}
		// Whoever signs in by a device code is the reader.
		client = s.seed.ReaderAppID
	default:
		refused = &signInError{http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '" + grant + "'."}
	}
	audience := ""
	if refused == nil {
		audience, refused = s.audienceOf(r.PostForm.Get("scope"))
	}
	if refused != nil {
		s.refuseSignIn(w, refused)
		return
	}
	text, err := s.tokens.give(client, audience, s.seed.TenantID)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	seconds := int(lifetime.Seconds()) - 1
	body := object{{"token_type", "Bearer"}, {"expires_in", seconds}, {"ext_expires_in", seconds}, {"access_token", text}}
	if device {
		body = body.with("scope", r.PostForm.Get("scope"))
		body, err = s.withAccount(body, r.PostForm.Get("client_id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	writeJSON(w, http.StatusOK, body)
}

// withAccount adds who signed in.
func (s *Server) withAccount(body object, client string) (object, error) {
	at := time.Now()
	id := stable("directory object", s.seed.Reader.UserID)
	text, err := unsigned(object{
		{"aud", client}, {"iss", s.Authority() + "/" + s.seed.TenantID + "/v2.0"}, {"iat", at.Unix()}, {"exp", at.Add(lifetime).Unix()}, {"oid", id},
		{"preferred_username", "reader@contoso.onmicrosoft.com"}, {"sub", id}, {"tid", s.seed.TenantID}, {"ver", "2.0"},
	})
	if err != nil {
		return nil, err
	}
	info, err := json.Marshal(object{{"uid", id}, {"utid", s.seed.TenantID}})
	if err != nil {
		return nil, fmt.Errorf("writing the account: %w", err)
	}
	return body.with("id_token", text+TokenMarker).with("client_info", base64.RawURLEncoding.EncodeToString(info)), nil
}

// checkClient checks who asks for a token of its own.
func (s *Server) checkClient(client, tenant string, r *http.Request) *signInError {
	if !s.knownClient(client) || tenant != s.seed.TenantID {
		return &signInError{http.StatusBadRequest, "unauthorized_client", 700016, fmt.Sprintf(
			"Application with identifier '%s' was not found in the directory '%s'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", client, tenant)}
	}
	for _, registration := range s.seed.Registrations {
		if strings.EqualFold(registration.AppID, client) && registration.Disabled {
			return &signInError{http.StatusBadRequest, "unauthorized_client", 7000112, "Application '" + client + "'(" + registration.Name + ") is disabled."}
		}
	}
	secret := r.PostForm.Get("client_secret")
	if assertion := r.PostForm.Get("client_assertion"); assertion != "" {
		if r.PostForm.Get("client_assertion_type") != assertionType || !wellFormed(assertion) {
			return &signInError{http.StatusUnauthorized, "invalid_client", 50027, "JWT token is invalid or malformed."}
		}
		return nil
	}
	switch {
	case secret == "":
		return &signInError{http.StatusUnauthorized, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."}
	case secret == s.seed.Secrets[client]:
		return nil
	case secret == s.seed.ExpiredSecrets[client]:
		return &signInError{http.StatusUnauthorized, "invalid_client", 7000222, fmt.Sprintf(
			"The provided client secret keys for app '%s' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", client)}
	}
	return &signInError{http.StatusUnauthorized, "invalid_client", 7000215, fmt.Sprintf(
		"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", client)}
}

func (s *Server) knownClient(client string) bool {
	_, secret := s.seed.Secrets[client]
	_, expired := s.seed.ExpiredSecrets[client]
	return secret || expired || client != "" && strings.EqualFold(client, s.seed.ReaderAppID) ||
		slices.ContainsFunc(s.seed.Users, func(u environment.User) bool { return strings.EqualFold(u.AppID, client) && client != "" }) ||
		slices.ContainsFunc(s.seed.Registrations, func(g environment.Registration) bool { return strings.EqualFold(g.AppID, client) && client != "" })
}

// wellFormed says whether a text is a signed token that has not expired. Its signature is not checked.
func wellFormed(text string) bool {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[2] == "" {
		return false
	}
	header, errHeader := base64.RawURLEncoding.DecodeString(parts[0])
	body, errBody := base64.RawURLEncoding.DecodeString(parts[1])
	if errHeader != nil || errBody != nil {
		return false
	}
	var algorithm struct {
		Alg string `json:"alg"`
	}
	var claims struct {
		Exp     float64 `json:"exp"`
		Subject string  `json:"sub"`
	}
	if json.Unmarshal(header, &algorithm) != nil || json.Unmarshal(body, &claims) != nil {
		return false
	}
	return algorithm.Alg != "" && algorithm.Alg != "none" && claims.Subject != "" && time.Now().Before(time.Unix(int64(claims.Exp), 0))
}

// audienceOf is the origin that a scope asks a token for.
func (s *Server) audienceOf(scope string) (string, *signInError) {
	resource := ""
	for word := range strings.FieldsSeq(scope) {
		if at := strings.LastIndex(word, "/"); at > 0 && strings.HasPrefix(word, "https://") {
			resource = strings.TrimRight(word[:at], "/")
		}
	}
	switch {
	case resource == s.Origin():
		return resource, nil
	case resource == s.GraphOrigin() || slices.Contains(graphAudiences, resource):
		return s.GraphOrigin(), nil
	case resource == s.PowerPlatformOrigin() || slices.Contains(powerPlatformAudiences, resource):
		return s.PowerPlatformOrigin(), nil
	}
	return "", &signInError{http.StatusBadRequest, "invalid_resource", 500011, fmt.Sprintf(
		"The resource principal named %s was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.", resource)}
}

func (s *Server) deviceCode(client string) string { return stable("device code", client) }

// giveDeviceCode starts a sign-in that is approved as soon as it is asked about.
// Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code (2026-11-22)
func (s *Server) giveDeviceCode(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil || r.PostForm.Get("client_id") == "" {
		s.refuseSignIn(w, &signInError{http.StatusBadRequest, "invalid_request", 900144, "The request body must contain the following parameter: 'client_id'."})
		return
	}
	page := s.Authority() + "/device"
	writeJSON(w, http.StatusOK, object{
		{"user_code", "ABCD2EFGH"}, {"device_code", s.deviceCode(strings.ToLower(r.PostForm.Get("client_id")))}, {"verification_uri", page},
		{"expires_in", 900}, {"interval", 1},
		{"message", "To sign in, use a web browser to open the page " + page + " and enter the code ABCD2EFGH to authenticate."},
	})
}
