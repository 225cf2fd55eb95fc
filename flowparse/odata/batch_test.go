package odata

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var jsonEntry = []Header{{"Content-Type", "application/json;type=entry"}}

// A batch with a changeset of two requests, and a request after it.
const plainBatch = `--batch_A1
Content-Type: multipart/mixed; boundary="changeset_B2"

--changeset_B2
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 1

POST /api/data/v9.2/accounts HTTP/1.1
Content-Type: application/json;type=entry

{
  "name": "A -- B"
}
--changeset_B2
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 2

PUT $1/primarycontactid/$ref HTTP/1.1
Content-Type: application/json;type=entry

{"@odata.id":"contacts(2)"}
--changeset_B2--

--batch_A1
Content-Type: application/http
Content-Transfer-Encoding: binary

GET /api/data/v9.2/accounts?$filter=name eq 'x'&$select=name HTTP/1.1

--batch_A1--
`

func plainParts() []BatchPart {
	return []BatchPart{
		{Method: "POST", Address: "/api/data/v9.2/accounts", Headers: jsonEntry, Body: "{\n  \"name\": \"A -- B\"\n}", Changeset: 1, ContentID: "1"},
		{Method: "PUT", Address: "$1/primarycontactid/$ref", Headers: jsonEntry, Body: `{"@odata.id":"contacts(2)"}`, Changeset: 1, ContentID: "2"},
		{Method: "GET", Address: "/api/data/v9.2/accounts?$filter=name eq 'x'&$select=name"},
	}
}

func parsedBatch(t *testing.T, text string) []BatchPart {
	t.Helper()
	parts, err := ParseBatch(text)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

func TestParseBatchReadsRequestsAndChangesets(t *testing.T) {
	if diff := cmp.Diff(plainParts(), parsedBatch(t, plainBatch)); diff != "" {
		t.Error(diff)
	}
}

func TestParseBatchToleratesHowFlowsWriteTexts(t *testing.T) {
	want := plainParts()
	want[0].Body = `{"name":"A -- B"}`
	plain := strings.ReplaceAll(plainBatch, "{\n  \"name\": \"A -- B\"\n}", `{"name":"A -- B"}`)
	for name, edit := range map[string]func(string) string{
		"lines end in CRLF":                   func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"every line is indented":              func(s string) string { return "\t " + strings.ReplaceAll(s, "\n", "\n  ") },
		"all blank lines are missing":         func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n") },
		"blank lines are doubled in heads":    func(s string) string { return strings.ReplaceAll(s, "\n\n--", "\n\n\n--") },
		"the last boundary is missing":        func(s string) string { return strings.TrimSuffix(s, "--batch_A1--\n") },
		"the end of the changeset is missing": func(s string) string { return strings.ReplaceAll(s, "--changeset_B2--\n", "") },
		"the announcement of the changeset is missing": func(s string) string {
			return strings.Replace(s, "Content-Type: multipart/mixed; boundary=\"changeset_B2\"\n", "", 1)
		},
		"the announcement is folded":    func(s string) string { return strings.Replace(s, "mixed; b", "mixed;\n b", 1) },
		"the first boundary is missing": func(s string) string { return strings.Replace(s, "--batch_A1\n", "", 1) },
		"boundaries hold unknown text":  func(s string) string { return strings.NewReplacer("A1", "\uFFFC", "B2", "\uFFFC").Replace(s) },
		"boundaries are unknown and equal": func(s string) string {
			return strings.NewReplacer("batch_A1", "\uFFFC", "changeset_B2", "\uFFFC").Replace(s)
		},
		"headers have no blanks": func(s string) string { return strings.ReplaceAll(s, ": ", ":") },
		"names are in lower case": func(s string) string {
			return strings.NewReplacer("Content-ID", "content-id", "POST", "post", "HTTP/1.1", "http/1.1").Replace(s)
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, parsedBatch(t, edit(plain))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The texts in the shape of a flow that writes one template for a request and joins as many of them as there are rows.
const (
	template = "--changeset_\uFFFC\nContent-Type: application/http\nContent-Transfer-Encoding: binary\nContent-ID: |ID|\n\n" +
		"POST /api/data/v9.2/cat_actions HTTP/1.1\nContent-Type: application/json;type=entry\n\n|Row|\n"
	frame = "--batch_\uFFFC\nContent-Type: multipart/mixed; boundary=changeset_\uFFFC\n\n%s\n--changeset_\uFFFC--\n--batch_\uFFFC--"
)

func TestParseBatchReadsTemplatesOfFlows(t *testing.T) {
	row := BatchPart{Method: "POST", Address: "/api/data/v9.2/cat_actions", Headers: jsonEntry, Body: "|Row|", Changeset: 1, ContentID: "|ID|"}
	unknown := row
	unknown.Body, unknown.ContentID = "\uFFFC", "\uFFFC"
	hidden := BatchPart{Method: "\uFFFC", Address: "\uFFFC", Changeset: 1}
	for name, c := range map[string]struct {
		text string
		want []BatchPart
	}{
		"the template alone":                      {template, []BatchPart{row}},
		"the template in its frame":               {fmt.Sprintf(frame, template), []BatchPart{row}},
		"a repeated template":                     {fmt.Sprintf(frame, template+"\n"+template), []BatchPart{row, row}},
		"a template with unknown row":             {fmt.Sprintf(frame, strings.NewReplacer("|ID|", "\uFFFC", "|Row|", "\uFFFC").Replace(template)), []BatchPart{unknown}},
		"a template before requests nobody knows": {fmt.Sprintf(frame, template+"--changeset_\uFFFC\n\uFFFC"), []BatchPart{row, hidden}},
		"a template after requests nobody knows":  {fmt.Sprintf(frame, "\uFFFC\n"+template), []BatchPart{hidden, row}},
		"a template glued to unknown text":        {fmt.Sprintf(frame, "\uFFFC"+template), []BatchPart{hidden, row}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, parsedBatch(t, c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseBatchFindsRequestsWithoutTheirFrame(t *testing.T) {
	post := BatchPart{Method: "POST", Address: "accounts", Body: "{}"}
	get := BatchPart{Method: "GET", Address: "/api/data/v9.2/contacts"}
	head := "Content-Type: application/http\nContent-Transfer-Encoding: binary\n\n"
	for name, c := range map[string]struct {
		text string
		want []BatchPart
	}{
		"request lines only":                          {"POST accounts HTTP/1.1\n\n{}\nGET /api/data/v9.2/contacts HTTP/1.1", []BatchPart{post, get}},
		"request lines without blank lines":           {"POST accounts HTTP/1.1\n{}\nGET /api/data/v9.2/contacts HTTP/1.1", []BatchPart{post, get}},
		"heads of parts without boundaries":           {head + "POST accounts HTTP/1.1\n\n{}\n" + head + "GET /api/data/v9.2/contacts HTTP/1.1", []BatchPart{post, get}},
		"boundaries that only a run knows":            {"\uFFFC\n" + head + "POST accounts HTTP/1.1\n\n{}\n\uFFFC\n" + head + "GET /api/data/v9.2/contacts HTTP/1.1\n", []BatchPart{post, get}},
		"boundaries of dashes and unknown text":       {"--\uFFFC\n" + head + "POST accounts HTTP/1.1\n\n{}\n--\uFFFC\n" + head + "GET /api/data/v9.2/contacts HTTP/1.1\n--\uFFFC--", []BatchPart{post, get}},
		"a request line that unknown text precedes":   {"--b\n\uFFFCPOST accounts HTTP/1.1\n\n{}", []BatchPart{{Method: "\uFFFC", Address: "\uFFFC"}, post}},
		"a request line that unknown text follows":    {"POST accounts HTTP/1.1\uFFFC\n--b--", []BatchPart{{Method: "POST", Address: "accounts", Body: "\uFFFC"}}},
		"a request line without protocol":             {"--b\n" + head + "GET /api/data/v9.2/contacts\n--b--\nGET x HTTP/1.1", []BatchPart{get, {Method: "GET", Address: "x"}}},
		"a method that only a run knows":              {"--b\n" + head + "\uFFFC accounts HTTP/1.1\n--b--", []BatchPart{{Method: "\uFFFC", Address: "accounts"}}},
		"an address that only a run knows":            {"--b\n" + head + "PATCH \uFFFC HTTP/1.1\n\n\uFFFC\n--b--", []BatchPart{{Method: "PATCH", Address: "\uFFFC", Body: "\uFFFC"}}},
		"a Content-ID below the request line":         {"--b\nDELETE accounts(1) HTTP/1.1\nContent-ID: 7\n--b--", []BatchPart{{Method: "DELETE", Address: "accounts(1)", Headers: []Header{{"Content-ID", "7"}}, ContentID: "7"}}},
		"an unknown body before a head":               {"POST accounts HTTP/1.1\n\n\uFFFC\n" + head + "GET /api/data/v9.2/contacts HTTP/1.1", []BatchPart{{Method: "POST", Address: "accounts", Body: "\uFFFC"}, get}},
		"unknown text after a body stays with it":     {"--b\nPOST accounts HTTP/1.1\n\n{}\n\uFFFC\n--b--", []BatchPart{{Method: "POST", Address: "accounts", Body: "{}\n\uFFFC"}}},
		"an address with a protocol in it":            {"--b\nGET /x HTTP/1.1/y HTTP/1.1\uFFFC", []BatchPart{{Method: "GET", Address: "/x HTTP/1.1/y", Body: "\uFFFC"}}},
		"a boundary that unknown text precedes":       {"--b\nPOST accounts HTTP/1.1\n\n{}\uFFFC\n\uFFFC--b\nGET /api/data/v9.2/contacts HTTP/1.1", []BatchPart{{Method: "POST", Address: "accounts", Body: "{}\uFFFC\n\uFFFC"}, get}},
		"a comment in a body is no boundary":          {"--b\nPOST accounts HTTP/1.1\n\n<!-- x\n-->\n-----\n--b--", []BatchPart{{Method: "POST", Address: "accounts", Body: "<!-- x\n-->\n-----"}}},
		"several unknown lines are one hidden part":   {"--b\n\uFFFC\n\uFFFC\n--b\nPOST accounts HTTP/1.1\n\n{}", []BatchPart{{Method: "\uFFFC", Address: "\uFFFC"}, post}},
		"one part is hidden between two boundaries":   {"--b\n\uFFFC\n--b\n\uFFFC\n--b\nPOST accounts HTTP/1.1\n\n{}", []BatchPart{{Method: "\uFFFC", Address: "\uFFFC"}, {Method: "\uFFFC", Address: "\uFFFC"}, post}},
		"a Content-ID without request is forgotten":   {"--b\nContent-ID: 1\n--b\nPOST accounts HTTP/1.1\n\n{}", []BatchPart{post}},
		"an announcement of the batch itself":         {"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + head + "POST accounts HTTP/1.1\n\n{}\n--b--", []BatchPart{post}},
		"a request line with unknown text around it":  {"--b\n\uFFFCPOST accounts HTTP/1.1\uFFFC", []BatchPart{{Method: "\uFFFC", Address: "\uFFFC"}, {Method: "POST", Address: "accounts", Body: "\uFFFC"}}},
		"a body that begins like a request line":      {"--b\nPOST accounts HTTP/1.1\n\nGET well\n--b--", []BatchPart{{Method: "POST", Address: "accounts", Body: "GET well"}}},
		"a part is hidden after the end of the batch": {"--b\nPOST accounts HTTP/1.1\n\n{}\n--b--\n\uFFFC", []BatchPart{post, {Method: "\uFFFC", Address: "\uFFFC"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, parsedBatch(t, c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseBatchCountsChangesets(t *testing.T) {
	request := "\n\nPOST accounts HTTP/1.1\n\n{}\n"
	announced := func(name string) string {
		return "--batch\nContent-Type: multipart/mixed; boundary=" + name + "\n\n"
	}
	for name, c := range map[string]struct {
		text string
		want []int
	}{
		"two changesets":                          {announced("c1") + "--c1" + request + "--c1--\n" + announced("c2") + "--c2" + request + "--c2" + request + "--c2--\n--batch--", []int{1, 2, 2}},
		"two with the same boundary":              {announced("c") + "--c" + request + "--c--\n" + announced("c") + "--c" + request + "--c--", []int{1, 2}},
		"two of which the first does not end":     {announced("c") + "--c" + request + announced("c") + "--c" + request, []int{1, 2}},
		"two of which the second is unannounced":  {announced("c") + "--c" + request + "--c--\n--c" + request, []int{1, 2}},
		"one between requests":                    {"--batch" + request + announced("c") + "--c" + request + "--c--\n--batch" + request, []int{0, 1, 0}},
		"one without end before a request":        {announced("c") + "--c" + request + "--batch" + request, []int{1, 0}},
		"an empty one":                            {announced("c") + "--c--\n--batch" + request, []int{0}},
		"two batches one after the other":         {"--b1" + request + "--b1--\n--b2" + request + "--b2" + request, []int{0, 0, 0}},
		"requests after an end that matches none": {announced("c") + "--c" + request + "--x--\n--batch" + request, []int{1, 0}},
		"an unannounced one":                      {"--batch\n--c" + request + "--c--\n--batch" + request, []int{1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			for _, p := range parsedBatch(t, c.text) {
				got = append(got, p.Changeset)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseBatchRefusesTextWithoutRequests(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                                "",
		"unknown text":                           "\uFFFC",
		"a frame around requests nobody knows":   fmt.Sprintf(frame, "\uFFFC"),
		"the text of an answer":                  "--batchresponse_1\nContent-Type: application/http\n\nHTTP/1.1 204 No Content\n--batchresponse_1--",
		"a method that batches do not have":      "TRACE /accounts HTTP/1.1",
		"a request line in the middle of a line": `{"x":"GET /accounts HTTP/1.1"}`,
		"more than 10,000 requests in a line":    strings.Repeat("GET a HTTP/1.1\uFFFC", maxParts+1),
		"more than 10,000 requests":              strings.Repeat("GET a HTTP/1.1\n", maxParts+1),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := ParseBatch(text); !errors.Is(err, ErrBatch) {
				t.Errorf("got %d parts, %v, want ErrBatch", len(got), err)
			}
		})
	}
	for _, line := range []string{"GET a HTTP/1.1\n", "GET a HTTP/1.1\uFFFC"} {
		if got := parsedBatch(t, strings.Repeat(line, maxParts)); len(got) != maxParts {
			t.Errorf("%d parts, want %d", len(got), maxParts)
		}
	}
}

func TestOnlyPartsNobodyKnowsAreHidden(t *testing.T) {
	if !(BatchPart{Method: "\uFFFC", Address: "\uFFFC"}).Hidden() {
		t.Error("a part of which nothing is known is not hidden")
	}
	for _, p := range append(plainParts(), BatchPart{Method: "GET", Address: "\uFFFC"}, BatchPart{Method: "\uFFFC", Address: "accounts"}) {
		if p.Hidden() {
			t.Errorf("%+v is hidden", p)
		}
	}
}

func FuzzParseBatch(f *testing.F) {
	f.Add(plainBatch)
	f.Add(strings.ReplaceAll(plainBatch, "\n", "\r\n"))
	f.Add(fmt.Sprintf(frame, template+template))
	f.Add("\uFFFC--b\n\uFFFCPOST a HTTP/1.1\uFFFC\n\uFFFC\nContent-ID: 1")
	methods := []string{"GET", "POST", "PATCH", "PUT", "DELETE", "\uFFFC"}
	f.Fuzz(func(t *testing.T, text string) {
		parts, err := ParseBatch(text)
		if err != nil {
			if !errors.Is(err, ErrBatch) || parts != nil {
				t.Fatalf("%d parts, error %v, want none and ErrBatch", len(parts), err)
			}
			return
		}
		if len(parts) == 0 || len(parts) > maxParts {
			t.Fatalf("%d parts without error", len(parts))
		}
		sets := 0
		for _, p := range parts {
			if !slices.Contains(methods, p.Method) || p.Address == "" || !strings.Contains(text, p.Address) || !strings.Contains(text, p.Body) {
				t.Fatalf("a part is %+v", p)
			}
			if p.Changeset < 0 || p.Changeset > 0 && p.Changeset < sets {
				t.Fatalf("changeset %d after %d", p.Changeset, sets)
			}
			sets = max(sets, p.Changeset)
		}
	})
}
