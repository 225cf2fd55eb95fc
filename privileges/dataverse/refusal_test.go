package dataverse

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"rolefit/privileges/dataverse/dataversetest"
)

func TestATokenThatTheServiceEchoesIsNowhereInTheReading(t *testing.T) {
	for _, echo := range []string{
		`the header Authorization: %s was refused`, `%s`, `{"Authorization":"%s"}`, "line\n%s\nline", strings.Repeat("x", 580) + " %s",
	} {
		s := dataversetest.Start(t, dataversetest.Sample())
		opts := reader(t, s)
		var given atomic.Value
		s.On(dataversetest.To(dataversetest.Dataverse, "/businessunits"), func(w http.ResponseWriter, r *http.Request) {
			given.Store(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
			dataversetest.Status(http.StatusForbidden, "x "+r.Header.Get("Authorization"), fmt.Sprintf(echo, r.Header.Get("Authorization")))(w, r)
		})
		s.On(dataversetest.To(dataversetest.Dataverse, "/organizations"), func(w http.ResponseWriter, r *http.Request) {
			token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") // alone, and cut
			dataversetest.Status(http.StatusBadRequest, "x", token+" or "+token[:30])(w, r)
		})
		e, err := Read(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		text := saved(t, e)
		token, _ := given.Load().(string)
		if token == "" || strings.Contains(text, dataversetest.TokenMarker) || strings.Contains(text, token[:20]) || !strings.Contains(text, "***") {
			t.Errorf("%s: the token is in the snapshot, or was not hidden", echo)
		}
	}
}

func TestATokenOfAnyShapeIsHidden(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":{"code":"x","message":"got %s"}}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	})
	if err := c.get(t.Context(), "things", &struct{}{}); err == nil || strings.Contains(err.Error(), token) || !strings.Contains(err.Error(), "got ***") {
		t.Errorf("%v", err)
	}
	for text, want := range map[string]string{
		"a Bearer aB3/x+y= b":                      "a Bearer *** b",
		"BEARER AB-3.":                             "BEARER ***",
		"Bearer\r\n aB3":                           "Bearer ***",
		"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.s-_ end":   "*** end",
		"(eyJhbGciOiJub25lIn0)":                    "(***)",
		"the bearer token has expired, eyJ is not": "the bearer token has expired, eyJ is not",
	} {
		if got := oneLine(text, 600); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
