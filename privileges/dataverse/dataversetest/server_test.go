package dataversetest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// signIn gets a token for an origin.
func signIn(t *testing.T, s *Server, client, secret, resource string) string {
	t.Helper()
	status, body := post(t, s, "/"+DefaultTenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "scope": {resource + "/.default openid offline_access profile"},
	})
	text, _ := body["access_token"].(string)
	if status != http.StatusOK || text == "" {
		t.Fatalf("no token: %d %v", status, body)
	}
	return text
}

// asReader gets a token for the Web API as the reader of Sample.
func asReader(t *testing.T, s *Server) string {
	t.Helper()
	return signIn(t, s, SampleReaderAppID, SampleReader, s.Origin())
}

func post(t *testing.T, s *Server, path string, form url.Values) (int, map[string]any) {
	t.Helper()
	resp, err := s.Client().PostForm(s.Authority()+path, form)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, decoded(t, resp)
}

func decoded(t *testing.T, resp *http.Response) map[string]any {
	t.Helper()
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	body := map[string]any{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &body); err != nil {
			t.Fatalf("%v in %.200s", err, raw)
		}
	}
	return body
}

// ask sends a GET with headers, "Name: value".
func ask(t *testing.T, s *Server, token, address string, headers ...string) (*http.Response, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Set(name, value)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return resp, decoded(t, resp)
}

// errorCode is the code of an error.
func errorCode(body map[string]any) string {
	inner, _ := body["error"].(map[string]any)
	code, _ := inner["code"].(string)
	return code
}

// rowsIn are the rows of a list.
func rowsIn(body map[string]any) []map[string]any {
	var rows []map[string]any
	list, _ := body["value"].([]any)
	for _, v := range list {
		r, _ := v.(map[string]any)
		rows = append(rows, r)
	}
	return rows
}

// api is the address of a path of the Web API, with spaces and quotes escaped.
func api(s *Server, path string) string {
	return s.Origin() + "/api/data/v9.2/" + strings.NewReplacer(" ", "%20", `"`, "%22").Replace(path)
}
