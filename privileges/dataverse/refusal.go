package dataverse

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ResponseError is a reply of the service that is not the one asked for.
type ResponseError struct {
	Status     int           // HTTP status
	Code       string        // of the service, such as "0x80040220"; empty when it gave none
	Message    string        // of the service, on one line, shortened
	Path       string        // that was asked for, without its query
	RetryAfter time.Duration // wait that the service asks for; 0: none
}

func (e *ResponseError) Error() string {
	text := fmt.Sprintf("the service answered %d %s to %s", e.Status, http.StatusText(e.Status), e.Path)
	if e.Code != "" {
		text += ": " + e.Code
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// refusal describes a reply that is not a success.
func refusal(resp *http.Response, at *url.URL, body []byte) error {
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return &ResponseError{Status: resp.StatusCode, Path: at.Path, Message: "a redirect, which is not followed"}
	}
	e := &ResponseError{Status: resp.StatusCode, Path: at.Path, RetryAfter: retryAfter(resp.Header)}
	var reply struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &reply) == nil {
		sent := tokenOf(resp.Request)
		e.Code = oneLine(withoutSecrets(reply.Error.Code, sent), 64)
		e.Message = oneLine(withoutSecrets(reply.Error.Message, sent), 600)
	}
	return e
}

// tokenOf returns the token that a request carried, which a service can write into its answer.
func tokenOf(req *http.Request) []string {
	if req == nil {
		return nil
	}
	_, token, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); token == "" {
		return nil
	}
	return []string{token}
}

var (
	bearerToken = regexp.MustCompile(`(?i)\b(bearer) (\S+)`)
	webToken    = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)*`)
)

// withoutTokens hides what looks like a token. A word of small letters behind "bearer" is prose.
func withoutTokens(text string) string {
	text = webToken.ReplaceAllString(text, hidden)
	return bearerToken.ReplaceAllStringFunc(text, func(found string) string {
		m := bearerToken.FindStringSubmatch(found)
		if strings.Trim(m[2], "abcdefghijklmnopqrstuvwxyz.,;:") == "" {
			return found
		}
		return m[1] + " " + hidden
	})
}

// oneLine makes text of a service fit to stand in an error: no control characters, no tokens, no more than limit bytes.
func oneLine(s string, limit int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
	s = withoutTokens(s)
	if len(s) > limit {
		cut := limit
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return s
}

// shouldRetry says whether another try may help: after a busy or failing service, and after a cut connection. It does not
// help where the host is unknown or its certificate is not trusted.
func shouldRetry(resp *http.Response, err error) bool {
	if err != nil {
		var unknown *net.DNSError
		return !untrusted(err) && (!errors.As(err, &unknown) || !unknown.IsNotFound)
	}
	switch resp.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// untrusted reports whether the certificate of the service was the reason.
func untrusted(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		name         x509.HostnameError
		record       tls.RecordHeaderError
	)
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &record)
}

// transportError names the host of a request that got no reply. Addresses in the errors of net/http carry queries, which can
// be long, and are left out.
func transportError(ctx context.Context, at *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var signIn *SignInError
	if errors.As(err, &signIn) {
		return signIn
	}
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	return fmt.Errorf("asking %s for %s: %w", at.Host, at.Path, err)
}
