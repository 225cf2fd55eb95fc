package dataverse

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
)

var (
	signInCode     = regexp.MustCompile(`AADSTS\d+`)
	namedPrivilege = regexp.MustCompile(`(?i)(?:missing|PrivilegeName:?)\s+(prv\w{1,100})`)
)

// Explain says what an error of this package means to people who meet it: what happened, a clause, and what to do next, a
// sentence. It is false for errors that it knows nothing about.
func Explain(err error) (what, next string, ok bool) {
	var (
		host     *HostError
		signIn   *SignInError
		response *ResponseError
		unknown  *net.DNSError
		dial     *net.OpError
	)
	switch {
	case err == nil:
		return "", "", false
	case errors.As(err, &host):
		return host.Error(), "Check the address of the environment; it is like https://contoso.crm.dynamics.com.", true
	case untrusted(err):
		return "the certificate of the service is not trusted, or the host does not speak TLS",
			"Check the address; where a proxy opens TLS connections, let this machine trust the certificate of the proxy.", true
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return fmt.Sprintf("there is no host %s", oneLine(unknown.Name, 255)), "Check the address, and that this machine has a network.", true
	case errors.As(err, &signIn) && !(errors.As(err, &dial) && signInCode.FindString(signIn.Text) == ""):
		return explainSignIn(signIn.Text)
	case errors.As(err, &response):
		code := strings.ToLower(response.Code)
		if strings.Contains(strings.ToLower(response.Message), "not a member of the organization") {
			code = "0x80072560" // some gateways hand on the message and not the code
		}
		if what, next, ok = explanation("code", code); !ok {
			what, next, ok = explanation("status", strconv.Itoa(response.Status))
		}
		return naming(response, what), naming(response, next), ok
	case errors.As(err, &dial):
		return "there was no connection to the service", "Check the network of this machine, its proxy, and the address.", true
	}
	return "", "", false
}

// explainSignIn explains what the sign-in service said, or what the library said where the service was not asked.
func explainSignIn(text string) (what, next string, ok bool) {
	codes := signInCode.FindAllString(text, -1)
	for _, code := range codes {
		if what, next, ok = explanation("code", code); ok {
			return what, next, true
		}
	}
	if len(codes) > 0 {
		return "the sign-in was refused: " + text,
			"Look the code up at https://login.microsoftonline.com/error?code=" + strings.TrimPrefix(codes[0], "AADSTS") + ".", true
	}
	return "the sign-in could not be made: " + text,
		`Say how to sign in: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, name another way, or run "az login".`, true
}

// explanation looks an entry up by a code or status.
func explanation(key, code string) (what, next string, ok bool) {
	if code == "" {
		return "", "", false
	}
	for _, entry := range stanzas("explanations.txt") {
		for _, pattern := range entry[key] {
			start, open := strings.CutSuffix(pattern, "*")
			if code == pattern || open && strings.HasPrefix(code, start) {
				return only(entry, "what"), only(entry, "next"), true
			}
		}
	}
	return "", "", false
}

// naming puts the privilege that the service named in its place.
func naming(e *ResponseError, text string) string {
	privilege := "a privilege"
	if m := namedPrivilege.FindStringSubmatch(e.Message); m != nil {
		privilege = m[1]
	}
	return strings.ReplaceAll(text, "{privilege}", privilege)
}
