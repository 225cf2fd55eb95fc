package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/cmd/rolefit/config"
)

// badFiles are files with the exact text of the error each gives.
var badFiles = []struct {
	name string
	file string
	want string
}{
	// The text itself.
	{"an empty file", "",
		`rolefit.yaml:1: the file is empty; begin with: version: 1`},
	{"only comments", "# version: 1\n\n",
		`rolefit.yaml:1: the file is empty; begin with: version: 1`},
	{"an opened document and nothing in it", "---\n",
		`rolefit.yaml:1: the file is empty; begin with: version: 1`},
	{"a byte order mark", "\xef\xbb\xbfversion: 1\n",
		`rolefit.yaml:1: the file begins with a byte order mark; save it as UTF-8 without one`},
	{"UTF-16", "\xff\xfev\x00",
		`rolefit.yaml:1: the file is UTF-16; save it as UTF-8`},
	{"UTF-16 without a mark", "v\x00e\x00r\x00",
		`rolefit.yaml:1: the file is UTF-16; save it as UTF-8`},
	{"Latin-1", "version: 1\ntables:\n  - node: Pr\xfcfen\n",
		`rolefit.yaml:3: the text is not UTF-8; save the file as UTF-8`},
	{"an escape sequence", "version: 1 # \x1b[31m\n",
		`rolefit.yaml:1: the text holds the character U+001B; remove it`},
	{"a line separator", "version: 1\n# a\u2028b\n",
		`rolefit.yaml:2: the text holds the character U+2028; remove it`},
	{"more than a megabyte", "#" + strings.Repeat("x", config.MaxSize),
		`rolefit.yaml:1: the file has 1048577 bytes; at most 1048576 are read; is this the configuration?`},

	// YAML.
	{"a tab in the indentation", "version: 1\ntables:\n\t- node: a\n",
		`rolefit.yaml:3: a tab indents this line; indent with spaces`},
	{"a tab after spaces", "version: 1\ntables:\n  - node: a\n  \tis: b\n",
		`rolefit.yaml:4: a tab indents this line; indent with spaces`},
	{"keys that are indented differently", "version: 1\ntables:\n  - node: a\n   is: b\n",
		`rolefit.yaml:3: not valid YAML: the list that stands or begins here goes on with something that is no entry; check the indentation`},
	{"a key in the middle of a list", "version: 1\ntables:\n  - node: a\n    is: b\n rows: []\n",
		`rolefit.yaml:5: not valid YAML: the keys that stand or begin here are not all indented alike; check the indentation, and put a text with a colon or quotation mark inside into quotes`},
	{"a list that is not closed", "version: 1\ntables:\n  - node: a\n    is: [a\nrows: []\n",
		`rolefit.yaml:4: not valid YAML: the list that begins here is not closed; end it with ]`},
	{"braces that are not closed", "version: 1\ntables:\n  - {node: a, is: [b]\nrows: []\n",
		`rolefit.yaml:3: not valid YAML: the braces that begin here are not closed; end them with }`},
	{"a dash inside brackets", "version: 1\ntables:\n  - node: a\n    is: [a,\n  - node: b\n",
		`rolefit.yaml:5: not valid YAML: a list or braces hold something that is no value; check the brackets and commas before it`},
	{"a quotation that is not closed", "version: 1\nvariables:\n  - name: \"a\n    value: b\n",
		`rolefit.yaml:3: not valid YAML: a quotation is not closed; end it with the quotation mark it began with`},
	{"a colon in a text", "version: 1\ntables:\n  - node: Get: a row\n    is: b\n",
		`rolefit.yaml:3: not valid YAML: a colon stands where no key can; put the text that holds it into quotes, or check the indentation`},
	{"a line without a colon", "version: 1\ntables\nrows: []\n",
		`rolefit.yaml:2: not valid YAML: a key has no colon; write key: value`},
	{"an expression without quotes", "version: 1\nenvironments:\n  - expression: @parameters('x')\n    is: current\n",
		`rolefit.yaml:3: not valid YAML: a value begins with a character that means something else in YAML; put the value into quotes`},
	{"a path in double quotes", "version: 1\napplication-users:\n  - name: a\n    roles: [\"C:\\roles\\a.xml\"]\n",
		`rolefit.yaml:4: application-users[0].roles[0]: the text holds a control character; use single quotes when a backslash is meant`},
	{"a dash after a key", "version: 1\ntables: - node: a\n",
		`rolefit.yaml:2: not valid YAML: a dash stands where no list can begin; put the list on lines of its own, or the text into quotes`},
	{"a percent sign at the beginning", "version: 1\ntables:\n  - node: %a\n    is: b\n",
		`rolefit.yaml:3: not valid YAML: a value begins with a character that means something else in YAML; put the value into quotes`},
	{"a directive", "%rolefit\nversion: 1\n",
		`rolefit.yaml:1: not valid YAML: a value begins with a character that means something else in YAML; put the value into quotes`},
	{"a star at the beginning", "version: 1\ntables:\n  - node: *\n    is: b\n",
		`rolefit.yaml:3: not valid YAML: a value begins with a character that means something else in YAML; put the value into quotes`},
	{"a text after a quotation", "version: 1\ntables:\n  - node: 'a'b\n    is: b\n",
		`rolefit.yaml:3: not valid YAML: the keys that stand or begin here are not all indented alike; check the indentation, and put a text with a colon or quotation mark inside into quotes`},
	{"a block that begins on its own line", "version: 1\nvariables:\n  - name: a\n    value: | b\n",
		`rolefit.yaml:4: not valid YAML: a text follows the sign | or > on the same line; begin the text on the next line`},
	{"a tag of a handle in the first line", "version: !x!y 1\n",
		`rolefit.yaml:1: YAML tags are not supported; remove what begins with !, and put a text that begins so into quotes`},
	{"something after the configuration", "{version: 1}\nrows: []\n",
		`rolefit.yaml:2: not valid YAML: something stands here that belongs to nothing before it; check the indentation and the quotation marks before it`},
	{"a key that is begun and left", "?",
		`rolefit.yaml:1: version: this key is missing; begin with: version: 1
rolefit.yaml:1: "": unknown key; known here: application-users, conditional, environments, joins, lookups, reviewed, rows, tables, variables, version`},
	{"nesting beyond the reader", strings.Repeat("[", 20000),
		`rolefit.yaml:1: not valid YAML: the file is nested too deeply; is this the configuration?`},
	{"nesting beyond a configuration", "version: 1\ntables: " + strings.Repeat("[", 40) + strings.Repeat("]", 40),
		`rolefit.yaml:2: tables[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: this is nested too deeply; is this the configuration?`},
	{"two documents", "version: 1\n---\nversion: 1\n",
		`rolefit.yaml:3: a second YAML document begins here; keep one document in the file`},
	{"duplicate keys", "version: 1\ntables: []\nrows: []\ntables: []\n",
		`rolefit.yaml:4: tables: duplicate key, the first is on line 2; keep one of them`},
	{"an alias", "version: 1\ntables:\n  - &a {node: a, is: b}\n  - *a\n",
		`rolefit.yaml:4: tables[1]: YAML aliases are not supported; write the value out`},
	{"an alias of nothing", "version: 1\ntables:\n  - node: *a\n    is: b\n",
		`rolefit.yaml:3: YAML aliases are not supported; write the value out`},
	{"an alias as a key", "version: &a 1\n*a : 2\n",
		`rolefit.yaml:2: YAML aliases are not supported; write the value out`},
	{"a merge key", "version: 1\ntables:\n  - &a {node: a, is: b}\n  - <<: *a\n",
		`rolefit.yaml:4: tables[1]: YAML merge keys are not supported; write the value out`},
	{"a tag", "version: 1\nvariables:\n  - name: a\n    value: !!binary aGk=\n",
		`rolefit.yaml:4: variables[0].value: YAML tags are not supported; remove what begins with !, and put a text that begins so into quotes`},
	{"a tag of a handle that is not declared", "version: 1\nrows: !x!y []\n",
		`rolefit.yaml:2: YAML tags are not supported; remove what begins with !, and put a text that begins so into quotes`},
	{"a tag on a key", "version: 1\n!!int rows: []\n",
		`rolefit.yaml:2: YAML tags are not supported; remove what begins with !, and put a text that begins so into quotes`},
	{"a list as a key", "version: 1\n[a]: b\n",
		`rolefit.yaml:2: a key must be text; put a value that begins with [ or { into quotes`},
	{"an escape that makes a control character", "version: 1\ntables:\n  - node: \"a\\e[31m\"\n    is: b\n",
		`rolefit.yaml:3: tables[0].node: the text holds a control character; use single quotes when a backslash is meant`},
	{"more values than are read", "version: 1\ntables:\n" + strings.Repeat(" -\n", 50_001),
		`rolefit.yaml:50000: tables[49997]: the file has more than 50000 values; is this the configuration?`},

	// Version.
	{"no version", "tables: []\n",
		`rolefit.yaml:1: version: this key is missing; begin with: version: 1`},
	{"an empty key", "\"\": {a: b}\n",
		`rolefit.yaml:1: "": unknown key; known here: application-users, conditional, environments, joins, lookups, reviewed, rows, tables, variables, version
rolefit.yaml:1: version: this key is missing; begin with: version: 1`},
	{"a misspelt version", "vresion: 1\n",
		`rolefit.yaml:1: vresion: unknown key; did you mean version?`},
	{"another version, whatever else it has", "version: 2\nfoo: bar\n",
		`rolefit.yaml:1: version: the file has version 2; this tool reads version 1`},
	{"a version as text", "version: \"1\"\n",
		`rolefit.yaml:1: version: expected the number 1, found text; remove the quotes`},
	{"a version without a value", "version:\n",
		`rolefit.yaml:1: version: expected the number 1, the version that this tool reads; found nothing`},
	{"a version beyond numbers", "version: .inf\n",
		`rolefit.yaml:1: version: the file has version .inf; this tool reads version 1`},
	{"a version of many digits", "version: " + strings.Repeat("9", 90) + "\n",
		`rolefit.yaml:1: version: the file has version (a text of 90 characters); this tool reads version 1`},

	// Shape.
	{"a list instead of a configuration", "- version: 1\n",
		`rolefit.yaml:1: expected keys and values, found a list; begin with: version: 1`},
	{"a text instead of a configuration", "rolefit\n",
		`rolefit.yaml:1: expected keys and values, found text; begin with: version: 1`},
	{"nothing instead of a configuration", "~\n",
		`rolefit.yaml:1: expected keys and values, found nothing; begin with: version: 1`},
	{"a misspelt key", "version: 1\ntables:\n  - nod: a\n    is: b\n",
		`rolefit.yaml:3: tables[0].nod: unknown key; did you mean node?`},
	{"a misspelt section", "version: 1\napplication_users: []\n",
		`rolefit.yaml:2: application_users: unknown key; did you mean application-users?`},
	{"a key that is nothing like another", "version: 1\nrows:\n  - table: account\n    of: own\n    whatever: 1\n",
		`rolefit.yaml:5: rows[0].whatever: unknown key; known here: connection, of, table`},
	{"a second spelling of a key that is there", "version: 1\nrows:\n  - table: account\n    of: own\n    tabel: contact\n",
		`rolefit.yaml:5: rows[0].tabel: unknown key; known here: connection, of, table`},
	{"missing keys", "version: 1\nreviewed:\n  - flow: a\n",
		`rolefit.yaml:3: reviewed[0].because: this key is missing
rolefit.yaml:3: reviewed[0].needs: this key is missing
rolefit.yaml:3: reviewed[0].node: this key is missing`},
	{"a section without entries", "version: 1\ntables:\n",
		`rolefit.yaml:2: tables: expected a list, found nothing; give it a value or remove it`},
	{"one entry without a list", "version: 1\ntables:\n  node: a\n  is: b\n",
		`rolefit.yaml:3: tables: expected a list, found keys and values; begin each entry with a dash`},
	{"a text where an entry belongs", "version: 1\ntables: [List_rows]\n",
		`rolefit.yaml:2: tables[0]: expected keys and values, found text`},
	{"a number where a text belongs", "version: 1\nvariables:\n  - name: a\n    value: 5\n",
		`rolefit.yaml:4: variables[0].value: expected text, found a number; put it into quotes`},
	{"a truth where a text belongs", "version: 1\nvariables:\n  - name: a\n    value: true\n",
		`rolefit.yaml:4: variables[0].value: expected text, found true or false; put it into quotes`},
	{"a text where a truth belongs", "version: 1\napplication-users:\n  - name: a\n    connections: [b]\n    owns: yes\n",
		`rolefit.yaml:5: application-users[0].owns: expected true or false, found text; write true or false, without quotes`},
	{"a text where a list belongs", "version: 1\napplication-users:\n  - name: a\n    connections: b\n",
		`rolefit.yaml:4: application-users[0].connections: expected a list, found text; put it into brackets`},
	{"a number where a table belongs", "version: 1\ntables:\n  - node: a\n    is: 5\n",
		`rolefit.yaml:4: tables[0].is: expected text or a list, found a number; put it into quotes`},
	{"an empty text", "version: 1\ntables:\n  - node: \" \"\n    is: b\n",
		`rolefit.yaml:3: tables[0].node: expected one line of text that is not empty`},
	{"a reason that is empty", "version: 1\nreviewed:\n  - node: a\n    needs: []\n    because: \"\"\n",
		`rolefit.yaml:5: reviewed[0].because: expected a text that is not empty`},
	{"a name of two lines", "version: 1\ntables:\n  - node: |\n      a\n    is: b\n",
		`rolefit.yaml:3: tables[0].node: expected one line of text that is not empty`},
	{"a path whose backslashes make a tab", "version: 1\napplication-users:\n  - name: a\n    connections: [b]\n    roles: [\"C:\\temp\"]\n",
		`rolefit.yaml:5: application-users[0].roles[0]: expected one line of text that is not empty`},
	{"an empty list of tables", "version: 1\ntables:\n  - node: a\n    is: []\n",
		`rolefit.yaml:4: tables[0].is: the list must not be empty`},
	{"a table with a space", "version: 1\ntables:\n  - node: a\n    is: [b, my table]\n",
		`rolefit.yaml:4: tables[0].is[1]: expected the logical name or entity set name of a table, such as account or accounts`},
	{"a table twice", "version: 1\ntables:\n  - node: a\n    is: [b, c, b]\n",
		`rolefit.yaml:4: tables[0].is[2]: listed twice; remove it`},
	{"a connection twice, in a long list", "version: 1\napplication-users:\n  - name: a\n    connections: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, a]\n",
		`rolefit.yaml:4: application-users[0].connections[22]: listed twice; remove it`},
	{"an app-id that is no GUID", "version: 1\napplication-users:\n  - name: a\n    app-id: Zx8Q~notaguidbutasecret\n",
		`rolefit.yaml:4: application-users[0].app-id: expected a GUID such as 11111111-2222-3333-4444-555555555555`},
	{"a misspelt environment", "version: 1\nenvironments:\n  - expression: a\n    is: curent\n",
		`rolefit.yaml:4: environments[0].is: expected current or the address of an environment, such as https://contoso-test.crm4.dynamics.com; did you mean current?`},
	{"an environment that is no address", "version: 1\nenvironments:\n  - expression: a\n    is: http://contoso.crm.dynamics.com/main.aspx\n",
		`rolefit.yaml:4: environments[0].is: expected current or the address of an environment, such as https://contoso-test.crm4.dynamics.com`},
	{"a misspelt reach", "version: 1\nrows:\n  - table: account\n    of: owm\n",
		`rolefit.yaml:4: rows[0].of: "owm" is not one of own, business-unit, parent-child, all; did you mean own?`},
	{"a reach with a space", "version: 1\nrows:\n  - table: account\n    of: Business Unit\n",
		`rolefit.yaml:4: rows[0].of: "Business Unit" is not one of own, business-unit, parent-child, all; did you mean business-unit?`},
	{"a reach that is a truth", "version: 1\nrows:\n  - table: account\n    of: true\n",
		`rolefit.yaml:4: rows[0].of: expected one of own, business-unit, parent-child, all; found true or false`},
	{"a misspelt decision", "version: 1\nconditional:\n  - privilege: prvReadAccount\n    decision: grnat\n",
		`rolefit.yaml:4: conditional[0].decision: "grnat" is not one of grant, omit; did you mean grant?`},
	{"a privilege without its prefix", "version: 1\nconditional:\n  - privilege: ReadAccount\n    decision: grant\n",
		`rolefit.yaml:3: conditional[0].privilege: expected the name of a privilege, such as prvReadAccount`},
	{"a need without a level", "version: 1\nreviewed:\n  - node: a\n    needs: [prvReadAccount]\n    because: b\n",
		`rolefit.yaml:4: reviewed[0].needs[0]: expected privilege:level with the level basic, local, deep or global, such as prvReadAccount:global`},
	{"a need of no level", "version: 1\nreviewed:\n  - node: a\n    needs: [prvReadAccount:none]\n    because: b\n",
		`rolefit.yaml:4: reviewed[0].needs[0]: expected privilege:level with the level basic, local, deep or global, such as prvReadAccount:global`},
	{"a misspelt kind", "version: 1\nreviewed:\n  - node: a\n    kind: opaque_message\n    needs: []\n    because: b\n",
		`rolefit.yaml:4: reviewed[0].kind: expected a kind of blind spot as the report prints it, such as opaque-message; did you mean opaque-message?`},
	{"a long key", "version: 1\n" + strings.Repeat("k", 70) + ": 1\n",
		`rolefit.yaml:2: (a text of 70 characters): unknown key; known here: application-users, conditional, environments, joins, lookups, reviewed, rows, tables, variables, version`},
	{"a key with an escape", "version: 1\n\"a\\nb\": 1\n",
		`rolefit.yaml:2: "a\nb": unknown key; known here: application-users, conditional, environments, joins, lookups, reviewed, rows, tables, variables, version`},
	{"a long value", "version: 1\nrows:\n  - table: account\n    of: " + strings.Repeat("s", 70) + "\n",
		`rolefit.yaml:4: rows[0].of: (a text of 70 characters) is not one of own, business-unit, parent-child, all`},

	// Meaning.
	{"a user that never matches", "version: 1\napplication-users:\n  - name: a\n    connections: []\n",
		`rolefit.yaml:3: application-users[0]: the user has neither connections nor an app-id, so that it is never met; add the connections that are this user`},
	{"one connection of two users", "version: 1\napplication-users:\n  - name: a\n    connections: [x, y]\n  - name: b\n    connections: [z, Y]\n",
		`rolefit.yaml:6: application-users[1].connections[1]: "Y" already belongs to application-users[0].connections[1] on line 4; remove it from one of them`},
	{"one app-id of two users", "version: 1\napplication-users:\n  - name: a\n    app-id: aaaaaaaa-2222-3333-4444-555555555555\n  - name: b\n    app-id: AAAAAAAA-2222-3333-4444-555555555555\n",
		`rolefit.yaml:6: application-users[1].app-id: the same app-id as application-users[0].app-id on line 4; make one entry of both users`},
	{"one name of two users", "version: 1\napplication-users:\n  - name: a\n    connections: [x]\n  - name: A\n    connections: [y]\n",
		`rolefit.yaml:5: application-users[1].name: the same name as application-users[0].name on line 3; give each user a name of its own`},
	{"connections as the report prints them", "version: 1\napplication-users:\n  - name: a\n    connections: [connection:x]\nrows:\n  - table: account\n    of: own\n    connection: connection:x\n",
		`rolefit.yaml:4: application-users[0].connections[0]: the name of a connection begins after connection; write only what follows the colon
rolefit.yaml:8: rows[0].connection: the name of a connection begins after connection; write only what follows the colon`},
	{"a misspelt kind of role", "version: 1\napplication-users:\n  - name: a\n    connections: [x]\n    roles: [\"buildin:Basic User\", \"Solution:a\", \"builtin:\"]\n",
		`rolefit.yaml:5: application-users[0].roles[0]: a role of an unknown kind; did you mean builtin:?
rolefit.yaml:5: application-users[0].roles[1]: a role of an unknown kind; did you mean solution:?
rolefit.yaml:5: application-users[0].roles[2]: the role has no name; write it after builtin:`},
	{"one expression twice", "version: 1\nenvironments:\n  - {expression: a, is: current}\n  - {expression: a, is: https://a.b}\n",
		`rolefit.yaml:4: environments[1]: the same expression as environments[0] on line 3; make one entry of both`},
	{"one variable twice", "version: 1\nvariables:\n  - {name: contoso_a, value: a}\n  - {name: contoso_A, value: b}\n",
		`rolefit.yaml:4: variables[1]: the same variable as variables[0] on line 3; make one entry of both`},
	{"one node twice", "version: 1\ntables:\n  - {flow: f, node: a, is: b}\n  - {node: a, is: b}\n  - {node: a, flow: F, is: c}\n",
		`rolefit.yaml:5: tables[2]: the same node as tables[0] on line 3; make one entry of both`},
	{"one lookup twice", "version: 1\nlookups:\n  - {node: a, lookup: b, is: c}\n  - {node: a, is: c}\n  - {node: a, is: none}\n",
		`rolefit.yaml:5: lookups[2]: the same lookup as lookups[1] on line 4; make one entry of both`},
	{"one join twice", "version: 1\njoins:\n  - {node: a, is: c}\n  - {node: a, is: []}\n",
		`rolefit.yaml:4: joins[1]: the same node as joins[0] on line 3; make one entry of both`},
	{"rows of one table twice", "version: 1\nrows:\n  - {table: account, of: own}\n  - {table: account, connection: c, of: own}\n  - {table: Account, of: all}\n",
		`rolefit.yaml:5: rows[2]: the same table and connection as rows[0] on line 3; make one entry of both`},
	{"one decision twice", "version: 1\nconditional:\n  - {privilege: prvReadAccount, decision: grant}\n  - {privilege: prvreadaccount, decision: omit}\n",
		`rolefit.yaml:4: conditional[1]: the same privilege and connection as conditional[0] on line 3; make one entry of both`},
	{"one blind spot twice", "version: 1\nreviewed:\n  - {node: a, kind: b, needs: [], because: c}\n  - {node: a, kind: b, needs: [], because: d}\n",
		`rolefit.yaml:4: reviewed[1]: the same blind spot as reviewed[0] on line 3; make one entry of both`},
	{"one need at two levels", "version: 1\nreviewed:\n  - {node: a, needs: [prvReadAccount:basic, PrvReadAccount:deep], because: c}\n",
		`rolefit.yaml:3: reviewed[0].needs[1]: the same privilege as reviewed[0].needs[0]; keep the deeper level`},
	{"no table where one is touched", "version: 1\ntables:\n  - {node: a, is: none}\n",
		`rolefit.yaml:3: tables[0].is: a node of this section touches a table; when it touches none, say so in reviewed, with needs: []`},
	{"no table beside another", "version: 1\nlookups:\n  - {node: a, is: [account, none]}\n",
		`rolefit.yaml:3: lookups[0].is[1]: none stands beside other tables; write one or the other`},

	// Several.
	{"problems of every sort, in the order of the file", "version: 1\nrows:\n  - {table: account, of: al, x: 1}\ntables:\n  - {node: a}\n  - {node: b, is: c}\n  - {node: b, is: d}\nfoo: 1\n",
		`rolefit.yaml:3: rows[0].of: "al" is not one of own, business-unit, parent-child, all; did you mean all?
rolefit.yaml:3: rows[0].x: unknown key; known here: connection, of, table
rolefit.yaml:5: tables[0].is: this key is missing
rolefit.yaml:7: tables[2]: the same node as tables[1] on line 6; make one entry of both
rolefit.yaml:8: foo: unknown key; known here: application-users, conditional, environments, joins, lookups, reviewed, rows, tables, variables, version`},
}

func TestEveryBadFileIsExplainedByLineKeyAndSuggestion(t *testing.T) {
	for _, test := range badFiles {
		t.Run(test.name, func(t *testing.T) {
			got, err := config.Parse("rolefit.yaml", []byte(test.file))
			var e *config.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %+v, %v", got, err)
			}
			if diff := cmp.Diff(strings.Split(test.want, "\n"), strings.Split(e.Error(), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(config.Config{}, got); diff != "" {
				t.Errorf("an error comes with a configuration:\n%s", diff)
			}
		})
	}
}
