package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// sourceTables returns the directory of the source tables, which are no part of the product.
func sourceTables(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ROLEFIT_CATALOG")
	if dir == "" {
		t.Skip("ROLEFIT_CATALOG does not name the directory of the source tables")
	}
	return dir
}

// small is a complete set of source tables with a row or two each.
func small() fstest.MapFS {
	return fstest.MapFS{
		"tables.csv": {Data: []byte("logical,schema,entityset,ownership,is_activity,primary_id,primary_name,source,is_child,is_intersect,priv_basis,priv_parent,origin,label\n" +
			"account,Account,accounts,UserOwned,0,accountid,name,em,0,0,metadata,,platform,Account\n")},
		"table_privileges.csv": {Data: []byte("table,create,read,write,delete,append,appendto,assign,share,basis\n" +
			"account,prvCreateAccount,prvReadAccount,,prvDeleteAnyAccount,,prvAppendtoAccount,,,metadata\n")},
		"privileges.csv": {Data: []byte("name,kind,verb,tables,can_basic,can_local,can_deep,can_global,id,source,levels_source,label\n" +
			"prvReadAccount,table,Read,account,1,1,1,1,,em,em,\nprvAppendtoAccount,table,AppendTo,account,1,1,1,1,,em,em,\nprvMerge,misc,,,0,0,0,1,,em,em,Merge\n")},
		"child_tables.csv": {Data: []byte("table,parent,basis,note\n" +
			"contractdetail,contract,documented,read R; create Create+AppendTo; update R+W; delete AppendTo\ndiscount,discounttype,documented,privileges of product: read R\nuom,uomschedule,inferred,free text\n")},
		"lookups.csv": {Data: []byte("table,column,nav_property,target_table,relationship,source,read_only,nav_source\n" +
			"account,ownerid,ownerid,team,Team_Accounts,em,0,em\n")},
		"nn.csv":                 {Data: []byte("relationship,table1,table2,intersect,source,nav1,nav2\nr,a,b,ab,em,r,r\n")},
		"securable_columns.csv":  {Data: []byte("table,column,can_secure_read,can_secure_create,can_secure_update,is_secured,source\naccount,a,1,0,1,1,em\naccount,b,1,1,1,0,em\naccount,c,0,1,0,1,em+sdk8\n")},
		"roles.csv":              {Data: []byte("role,template_id,role_id,dump_date,source\nSome Role,,x,2026-01-01,there\n")},
		"role_privileges.csv":    {Data: []byte("role,privilege,level\nSome Role,prvReadAccount,Deep\nSome Role,prvAppendtoAccount,Local\nSome Role,prvMerge,Global\n")},
		"sources.csv":            {Data: []byte("repo,commit,entity_metadata_used,roles,example_path\na/b,c,1,2,p\n")},
		"not-a-source-table.txt": {Data: []byte("ignored")},
	}
}

func printed(t *testing.T, files []dataFile, name string) string {
	t.Helper()
	for _, f := range files {
		if f.name == name {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, f.content, 0o600); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if code := run([]string{"-print", path}, &out, t.Output()); code != 0 {
				t.Fatalf("-print exits with %d", code)
			}
			return out.String()
		}
	}
	t.Fatalf("no file %s", name)
	return ""
}

func TestSourceTablesBecomeCompactRecords(t *testing.T) {
	files, err := build(small())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"table-privileges.lines":        "account\tmetadata\tAccount\t++-!-!--\tprvDeleteAnyAccount prvAppendtoAccount\n",
		"child-tables.lines":            "contractdetail\tcontract\tdocumented\tRead=Read Create=Create,AppendTo Write=Read,Write Delete=AppendTo\tread R; create Create+AppendTo; update R+W; delete AppendTo\ndiscount\tdiscounttype\tdocumented\tRead=Read\tprivileges of product: read R\nuom\tuomschedule\tinferred\t\tfree text\n",
		"role-grants.lines":             "Some Role\tAccount\t03000000\nSome Role\tprvAppendtoAccount\t2\nSome Role\tprvMerge\t4\n",
		"privileges.lines":              "prvAppendtoAccount\tAppendTo\t\t1111\taccount\t\tem\tem\nprvMerge\t\tm\t0001\t\t\tem\tem\tMerge\nprvReadAccount\tRead\t\t1111\taccount\t\tem\tem\n",
		"secured-columns.lines":         "account\ta\tru\tem\naccount\tc\tc\tem+sdk8\n",
		"lookups-by-relationship.lines": "team_accounts\taccount\n",
		"tables-by-set.lines":           "accounts\taccount\n",
	} {
		if got := printed(t, files, name); got != want {
			t.Errorf("%s holds\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestUnreadableSourceTablesAreNamed(t *testing.T) {
	for name, broken := range map[string]string{
		"tables.csv": "logical\naccount\n", "nn.csv": "", "child_tables.csv": "table,parent,basis,note\na,b,documented,nothing stated\n",
		"role_privileges.csv": "role,privilege,level\nSome Role,prvReadAccount,Deepest\n", "lookups.csv": "table\n\"",
		"securable_columns.csv": "table,column,is_secured,source\naccount,a,1,em\n",
	} {
		from := small()
		from[name] = &fstest.MapFile{Data: []byte(broken)}
		if _, err := build(from); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a broken %s: %v", name, err)
		}
		delete(from, name)
		if _, err := build(from); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a missing %s: %v", name, err)
		}
	}
}

func TestCheckFindsWhatDiffers(t *testing.T) {
	files, err := build(small())
	if err != nil {
		t.Fatal(err)
	}
	present := fstest.MapFS{}
	for _, f := range files {
		present[f.name] = &fstest.MapFile{Data: f.content}
	}
	if err := check(small(), present); err != nil {
		t.Errorf("equal files: %v", err)
	}
	present["roles.lines"] = present["tables.lines"]
	delete(present, "lookups.lines")
	err = check(small(), present)
	if err == nil || !strings.Contains(err.Error(), "lookups.lines (not readable), roles.lines") || strings.Contains(err.Error(), "tables.lines") {
		t.Errorf("changed files: %v", err)
	}
}

func TestWrongUsageExitsWithTwo(t *testing.T) {
	var out bytes.Buffer
	for _, args := range [][]string{{}, {"-unknown"}, {"-check"}} {
		if code := run(args, &out, &out); code != 2 {
			t.Errorf("%q exits with %d", args, code)
		}
	}
	if code := run([]string{"-from", t.TempDir(), "-to", t.TempDir()}, &out, &out); code != 1 {
		t.Errorf("an empty directory exits with %d", code)
	}
}

func TestTheCommittedFilesComeFromTheSourceTables(t *testing.T) {
	if err := check(os.DirFS(sourceTables(t)), os.DirFS("../data")); err != nil {
		t.Error(err)
	}
}

// What is written compactly must come back as it was, name by name.
func TestNothingIsLostBetweenSourceTablesAndCatalogue(t *testing.T) {
	var from fs.FS = os.DirFS(sourceTables(t))
	c := catalog.New()
	grants, err := readTable(from, "role_privileges.csv", "role", "privilege", "level")
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]map[string]privileges.Level{}
	for _, name := range c.RoleNames() {
		role, _ := c.Role(name)
		held[name] = map[string]privileges.Level{}
		for _, g := range role.Grants {
			held[name][g.Privilege] = g.Level
		}
	}
	for _, g := range grants {
		if got := held[g["role"]][g["privilege"]]; got.String() != g["level"] {
			t.Errorf("%s: %s at %s, want %s", g["role"], g["privilege"], got, g["level"])
		}
	}
	tables, err := readTable(from, "table_privileges.csv", "table", "basis")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range tables {
		if r["basis"] == "changed" {
			continue // guarded by the parent now
		}
		for _, right := range privileges.Rights() {
			got := ""
			if guards, _ := c.Guards(r["table"], right); len(guards) > 0 {
				got = guards[0].Privilege
			}
			if want := r[strings.ToLower(right.String())]; got != want {
				t.Errorf("%s of %s is guarded by %q, want %q", right, r["table"], got, want)
			}
		}
	}
}

func TestNoSecuredColumnIsLostBetweenSourceTableAndCatalogue(t *testing.T) {
	rows, err := readTable(os.DirFS(sourceTables(t)), "securable_columns.csv", "table", "column", "is_secured")
	if err != nil {
		t.Fatal(err)
	}
	c := catalog.New()
	want, got := map[string][]catalog.SecuredColumn{}, map[string][]catalog.SecuredColumn{}
	for _, r := range rows {
		got[r["table"]] = c.SecuredColumns(r["table"])
		if r["is_secured"] == "1" {
			want[r["table"]] = append(want[r["table"]], catalog.SecuredColumn{
				Table: r["table"], Column: r["column"], Create: r["can_secure_create"] == "1", Read: r["can_secure_read"] == "1",
				Update: r["can_secure_update"] == "1", Source: r["source"],
			})
		}
	}
	for table := range got {
		if diff := cmp.Diff(want[table], got[table]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table, diff)
		}
	}
}
