package environment

import (
	"strings"
	"testing"
)

// TestSecretsShowByTheEndOfANameAndByTheirForm keeps out of a file what a name gives away behind its prefix, and what is a
// secret wherever it stands.
func TestSecretsShowByTheEndOfANameAndByTheirForm(t *testing.T) {
	const planted = "PLANTEDsecret0123456789"
	for _, clientdata := range []string{
		`{"inputs":{"variables":[{"name":"varClientSecret","type":"string","value":"PLANTED"}]}}`,
		`{"actions":{"Compose_-_API_Key":{"type":"Compose","inputs":"PLANTED"}}}`,
		`{"inputs":{"parameters":{"item/cr1_password":"PLANTED"}}}`,
		`{"parameters":{"Mail password (cr1_mail)":{"type":"String","defaultValue":"PLANTED"}}}`,
		`{"inputs":{"body":"the token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.PLANTED, signed"}}`,
		`{"inputs":"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nPLANTED\nPLANTED==\n-----END RSA PRIVATE KEY-----"}`,
		`{"inputs":"-----BEGIN PRIVATE KEY-----\nPLANTED"}`,
	} {
		clientdata = strings.ReplaceAll(clientdata, "PLANTED", planted)
		got, err := Redact(clientdata)
		if err != nil || strings.Contains(got, planted) || !strings.Contains(got, Secret) {
			t.Errorf("%s gave %s, %v", clientdata, got, err)
		}
		if again, err := Redact(got); err != nil || again != got {
			t.Errorf("redacting twice changes %s to %s, %v", got, again, err)
		}
	}
	for _, open := range []string{
		`{"inputs":{"variables":[{"name":"forgotten","value":"open"},{"name":"tokens","value":"open"},{"name":"secretName","value":"open"}]}}`,
		`{"actions":{"Reset_password":{"type":"Http","inputs":{"method":"POST"}}},"runAfter":{"Get_token":["Succeeded"]}}`,
		`{"schema":{"properties":{"page_token":{"type":"string"}},"required":["page_token"]}}`,
		`{"inputs":{"parameters":{"item/cr1_Secret@odata.bind":"cr1_secrets(@{body('x')})","entityName":"cr1_tokens"}}}`,
		`{"inputs":"eyJ is how some tokens begin; -----BEGIN CERTIFICATE----- is none"}`,
	} {
		if got, err := Redact(open); err != nil || got != open {
			t.Errorf("%s became %s, %v", open, got, err)
		}
	}
}
