package catalog

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"rolefit/privileges"
	"rolefit/privileges/catalog/internal/sortedlines"
)

// maxEmbedded is what the data may add to the binary, in bytes.
const maxEmbedded = 3 << 20

func TestTheEmbeddedDataFitsTheBinary(t *testing.T) {
	total := 0
	entries, err := fs.ReadDir(embedded, "data")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += int(info.Size())
	}
	if total > maxEmbedded {
		t.Errorf("the data takes %d bytes, more than %d", total, maxEmbedded)
	}
}

func TestEveryDataFileHoldsItsRecords(t *testing.T) {
	want := map[string]int{
		"tables.lines": 2723, "tables-by-set.lines": 2588, "table-privileges.lines": 2247, "privileges.lines": 16254,
		"child-tables.lines": 56, "lookups.lines": 40367, "many-to-many.lines": 136, "secured-columns.lines": 20,
		"roles.lines": 161, "repositories.lines": 90,
	}
	for name, count := range want {
		if got := len(allRecords(t, name)); got != count {
			t.Errorf("%s holds %d records, want %d", name, got, count)
		}
	}
}

func TestEveryRecordIsFoundByItsKey(t *testing.T) {
	names, err := fs.Glob(embedded, "data/*.lines")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 13 {
		t.Fatalf("only %d data files are embedded", len(names))
	}
	for _, name := range names {
		file := sortedlines.Open(embedded, name)
		last := ""
		for record, err := range file.All() {
			if err != nil {
				t.Fatal(err)
			}
			if record.Field(0) == last {
				continue
			}
			last = record.Field(0)
			found, err := file.Find(last)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(found, func(r sortedlines.Record) bool { return slices.Equal(r, record) }) {
				t.Errorf("%s: %q is not found by its key", path.Base(name), record)
			}
		}
	}
}

func TestEveryPrivilegeOfATableIsInTheListOfPrivileges(t *testing.T) {
	c := New()
	for _, r := range allRecords(t, "table-privileges.lines") {
		table := r.Field(0)
		names, ok := c.ownPrivileges(table)
		if !ok {
			t.Fatalf("table %s has no privileges", table)
		}
		for right, name := range names {
			p, ok := c.Privilege(name)
			switch {
			case !ok:
				t.Errorf("%s of %s: the privilege %s is not listed", right, table, name)
			case p.Name != name:
				t.Errorf("%s of %s: %s is listed as %s", right, table, name, p.Name)
			case !p.Misc && p.Right != right:
				t.Errorf("%s of %s: %s is listed with the right %s", right, table, name, p.Right)
			case !p.Misc && !slices.Contains(p.Tables, table):
				t.Errorf("%s of %s: %s does not list the table", right, table, name)
			}
		}
	}
}

func TestEveryTableOfAPrivilegeNamesThePrivilege(t *testing.T) {
	c := New()
	for _, r := range allRecords(t, "privileges.lines") {
		p, ok := c.Privilege(r.Field(0))
		if !ok {
			t.Fatalf("%s is not found", r.Field(0))
		}
		if p.Misc == (p.Right != privileges.NoRight) {
			t.Errorf("%s: misc is %v with the right %q", p.Name, p.Misc, p.Right)
		}
		for _, table := range p.Tables {
			if p.Misc {
				continue
			}
			names, _ := c.ownPrivileges(table)
			if names[p.Right] != p.Name {
				t.Errorf("%s: %s of %s is guarded by %q", p.Name, p.Right, table, names[p.Right])
			}
		}
	}
}

func TestEveryFactNamesASourceThatExpands(t *testing.T) {
	c := New()
	for _, file := range []struct {
		name   string
		fields []int
	}{
		{"tables.lines", []int{7, 8}}, {"privileges.lines", []int{6, 7}}, {"lookups.lines", []int{6, 7}},
		{"many-to-many.lines", []int{6}}, {"table-privileges.lines", []int{1}}, {"child-tables.lines", []int{2}},
		{"secured-columns.lines", []int{3}},
	} {
		seen := map[string]bool{}
		for _, r := range allRecords(t, file.name) {
			for _, field := range file.fields {
				seen[r.Field(field)] = true
			}
		}
		for tags := range seen {
			if tags != "" && c.SourceText(tags) == tags {
				t.Errorf("%s: the source %q has no text", file.name, tags)
			}
		}
	}
}

func TestSourcesExpandTagByTagAndFullTextsStay(t *testing.T) {
	c := New()
	for in, want := range map[string]string{
		"sdk8":                     "sdk8: EntityMetadata.xlsx of the CRM 8.x SDK (2016-2017)",
		"https://example.com/page": "https://example.com/page",
		"":                         "",
	} {
		if got := c.SourceText(in); got != want {
			t.Errorf("SourceText(%q) = %q, want %q", in, got, want)
		}
	}
	both := c.SourceText("em+docs")
	if !strings.HasPrefix(both, "em: EntityMetadata of live organisations") || !strings.Contains(both, "; docs: table reference") {
		t.Errorf("SourceText(em+docs) = %q", both)
	}
	if c.AsOf() != "2026-11-22" {
		t.Errorf("AsOf() = %q", c.AsOf())
	}
	if repositories := c.Repositories(); len(repositories) != 90 || repositories[0].Commit == "" {
		t.Errorf("%d repositories, the first %+v", len(repositories), repositories[0])
	}
}

func allRecords(t testing.TB, name string) []sortedlines.Record {
	t.Helper()
	records := New().records(name)
	if len(records) == 0 {
		t.Fatalf("%s holds nothing", name)
	}
	return records
}

func TestOneCatalogueAnswersSeveralAtOnce(t *testing.T) {
	c := New()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			c.Guards("contractdetail", privileges.Create)
			c.CollectionsOf("account", "contact_customer_accounts")
			c.OlderNames("prvWriteEnvironmentVariableDefinition")
			if len(c.SystemAdministrator().Grants) != 4013 || len(c.Escalations()) == 0 || c.AsOf() == "" {
				t.Error("an answer is incomplete")
			}
		})
	}
	group.Wait()
}
