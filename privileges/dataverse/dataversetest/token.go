package dataversetest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
)

// lifetime is how long a token can be used.
const lifetime = time.Hour

// tokens are the access tokens that were given.
type tokens struct {
	mu    sync.Mutex
	given map[string]token
}

// token is what an access token stands for.
type token struct {
	client, audience string
	until            time.Time
}

func newTokens() *tokens { return &tokens{given: map[string]token{}} }

// give makes a token that looks like a signed one, with TokenMarker in it.
func (t *tokens) give(client, audience, tenant string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	until := time.Now().Add(lifetime)
	claims := object{
		{"aud", audience}, {"iss", "https://sts.windows.net/" + tenant + "/"}, {"exp", until.Unix()}, {"appid", client}, {"idtyp", "app"},
		{"tid", tenant}, {"ver", "1.0"}, {"uti", len(t.given)},
	}
	text, err := unsigned(claims)
	if err != nil {
		return "", err
	}
	text += TokenMarker
	t.given[text] = token{client, audience, until}
	return text, nil
}

// unsigned is a token without its signature, to its last dot.
func unsigned(claims object) (string, error) {
	raw, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("writing the claims of a token: %w", err)
	}
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"RS256","kid":"dataversetest"}`))
	return header + "." + base64.RawURLEncoding.EncodeToString(raw) + ".", nil
}

func (t *tokens) expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for text, given := range t.given {
		given.until = time.Time{}
		t.given[text] = given
	}
}

// Reasons to refuse a token.
const (
	noToken       = "no token"
	unknownToken  = "The token is not one of this tenant"
	otherAudience = "The audience of the token is invalid"
	expiredToken  = "The token has expired"
)

// check finds the client that a request comes from, or says why it is refused.
func (t *tokens) check(r *http.Request, audiences ...string) (client, problem string) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || text == "" {
		return "", noToken
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	given, ok := t.given[text]
	if !ok {
		return "", unknownToken
	}
	for _, audience := range audiences {
		if given.audience == audience {
			if !time.Now().Before(given.until) {
				return "", expiredToken
			}
			return given.client, ""
		}
	}
	return "", otherAudience
}
