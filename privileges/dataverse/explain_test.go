package dataverse

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestErrorsThatPeopleMeetAreExplained(t *testing.T) {
	denied := `{"error":{"code":"0x80040220","message":"Principal user (Id=11111111-0000-0000-0000-000000000001, type=8, roleCount=1, privilegeCount=80, accessMode='4 Non-interactive'), is missing prvReadAccount privilege (Id=886b280c-6396-4d56-a0a3-2c1b0a50ceb0) on OTC=1 for entity 'account'. context.Caller=11111111-0000-0000-0000-000000000001"}}`
	for _, tt := range []struct {
		name   string
		status int
		body   string
		what   string
	}{
		{"a privilege that is missing", 403, denied, "the reader lacks prvReadAccount"},
		{"a privilege that another check names", 403, `{"error":{"code":"0x80040220","message":"SecLib::CheckPrivilege failed. User: x, PrivilegeName: prvReadWorkflow, PrivilegeId: y"}}`, "the reader lacks prvReadWorkflow"},
		{"a privilege that is not named", 403, `{"error":{"code":"0x80040220","message":"denied"}}`, "the reader lacks a privilege"},
		{"no user", 403, `{"error":{"code":"0x80072560","message":"The user is not a member of the organization."}}`, "the identity that signed in is not a user of this environment"},
		{"no user, without its code", 403, `{"error":{"code":"","message":"The user is not a member of the organization."}}`, "the identity that signed in is not a user of this environment"},
		{"a user that is disabled", 403, `{"error":{"code":"0x80040225","message":"The specified user is disabled."}}`, "the user that signed in is disabled in this environment"},
		{"a user without roles", 403, `{"error":{"code":"0x80042F09","message":"no roles"}}`, "the user that signed in has no security role"},
		{"too many requests", 429, `{"error":{"code":"0x80072322","message":"too many"}}`, "the environment limits how much this user may ask, and the limit was reached"},
		{"no sign-in", 401, ``, "the environment did not accept the sign-in"},
		{"refused by what is in between", 403, `<html>`, "the environment refused the reader"},
		{"another site", 404, `<html>`, "the address answered, and knows no such thing"},
		{"a role that is gone", 404, `{"error":{"code":"0x80040217","message":"role does not exist"}}`, "what was asked for does not exist, or was deleted in the meantime"},
		{"a failure", 500, ``, "the environment failed to answer, several times in a row"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			})
			err := fmt.Errorf("reading: %w", c.get(t.Context(), "things", &struct{}{}))
			what, next, ok := Explain(err)
			if !ok || what != tt.what || next == "" || strings.Contains(next, "{") {
				t.Errorf("explained as %q, %q, %v", what, next, ok)
			}
		})
	}
	for text, next := range map[string]string{
		"AADSTS99999999: new":                       "error?code=99999999",
		"DefaultAzureCredential: nothing is set up": "AZURE_CLIENT_ID",
	} {
		if what, got, ok := Explain(&SignInError{Text: text}); !ok || !strings.Contains(what, text) || !strings.Contains(got, next) {
			t.Errorf("%s is explained as %q, %q", text, what, got)
		}
	}
	c, server := serve(t, func(http.ResponseWriter, *http.Request) {})
	server.Close()
	if what, _, ok := Explain(c.get(t.Context(), "WhoAmI", &struct{}{})); !ok || what != "there was no connection to the service" {
		t.Errorf("no connection is explained as %q", what)
	}
	if _, _, ok := Explain(errors.New("something else")); ok {
		t.Error("an error that is not known was explained")
	}
	if _, _, ok := Explain(nil); ok {
		t.Error("no error was explained")
	}
}

func TestExplanationsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	entries := stanzas("explanations.txt")
	if len(entries) < 20 {
		t.Fatalf("%d explanations were read", len(entries))
	}
	for _, entry := range entries {
		for _, key := range append(append([]string{}, entry["code"]...), entry["status"]...) {
			if seen[key] {
				t.Errorf("%s stands in two places", key)
			}
			seen[key] = true
			if strings.HasPrefix(key, "0x") && key != strings.ToLower(key) {
				t.Errorf("%s is not lower-case", key)
			}
		}
		if len(entry["code"])+len(entry["status"]) == 0 || len(entry["what"]) != 1 || len(entry["next"]) != 1 {
			t.Errorf("an entry is not whole: %v", entry)
		} else if next := entry["next"][0]; !strings.HasSuffix(next, ".") || strings.HasSuffix(entry["what"][0], ".") {
			t.Errorf("%v: what is a clause, next a sentence", entry["code"])
		}
	}
}

func FuzzErrorsOfTheServiceStayOnOneLine(f *testing.F) {
	f.Add("message\r\nwith lines", 600)
	f.Add("\xff\xfe", 1)
	f.Add("äöü", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 1 || limit > 1000 {
			return
		}
		if got := oneLine(s, limit); len(got) > limit+len("…") || strings.ContainsAny(got, "\r\n\x00") {
			t.Errorf("%q became %q", s, got)
		}
	})
}
