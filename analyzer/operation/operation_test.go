package operation

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse"
	"rolefit/flowparse/source"
)

// readFlow reads a flow given its references, triggers and actions.
func readFlow(t *testing.T, references, triggers, actions string) Result {
	t.Helper()
	text := `{"properties":{"connectionReferences":{` + references + `},"definition":{"parameters":{"Env (cfs_Env)":{"defaultValue":"d","type":"String","metadata":{"schemaName":"cfs_Env"}},"Table":{"defaultValue":"contacts","type":"String"}},` +
		`"triggers":{` + triggers + `},"actions":{` + actions + `}}}}`
	flow, diagnostics := flowparse.Parse(&source.Text{Path: "f.json", Bytes: []byte(text)}, flowparse.Options{})
	if len(diagnostics) > 0 {
		t.Fatal(diagnostics)
	}
	return ReadFlow(flow, Surroundings{Flow: Flow{ID: "id", File: "f.json"}})
}

const embedded = `"c":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_commondataserviceforapps"}}`

func call(name, operationID, parameters string) string {
	return fmt.Sprintf(`%q:{"type":"OpenApiConnection","inputs":{"host":{"apiId":"/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps","connectionName":"c","operationId":%q},"parameters":{%s}}}`, name, operationID, parameters)
}

func TestWhoPaysFollowsTheConnectionReferenceAndTheTrigger(t *testing.T) {
	trigger := func(runAs string) string {
		return `"T":{"type":"OpenApiConnectionWebhook","inputs":{"host":{"apiId":"/a/shared_commondataserviceforapps","connectionName":"c","operationId":"SubscribeWebhookTrigger"},"parameters":{"subscriptionRequest/entityname":"account"` + runAs + `}}}`
	}
	impersonating := strings.Replace(embedded, `"runtimeSource"`, `"impersonation":{"source":"invoker"},"runtimeSource"`, 1)
	list := call("L", "ListRecords", `"entityName":"accounts"`)
	for name, c := range map[string]struct{ references, triggers, actions, want string }{
		"embedded":                      {embedded, trigger(""), list, "connection:cfs_c"},
		"empty impersonation is none":   {strings.Replace(embedded, `"runtimeSource"`, `"impersonation":{},"runtimeSource"`, 1), trigger(`,"subscriptionRequest/runas":1`), list, "connection:cfs_c"},
		"run-as without impersonation":  {embedded, trigger(`,"subscriptionRequest/runas":1`), list, "connection:cfs_c"},
		"modifying user":                {impersonating, trigger(`,"subscriptionRequest/runas":1`), list, "modifying-user +connection:cfs_c +flow-owner"},
		"row owner":                     {impersonating, trigger(`,"subscriptionRequest/runas":2`), list, "row-owner +connection:cfs_c +flow-owner"},
		"flow owner by run-as":          {impersonating, trigger(`,"subscriptionRequest/runas":3`), list, "flow-owner +connection:cfs_c"},
		"flow owner by default":         {impersonating, trigger(""), list, "flow-owner +connection:cfs_c"},
		"caller":                        {`"c":{"runtimeSource":"invoker","connection":{},"api":{"name":"shared_commondataserviceforapps"}}`, trigger(""), list, "invoker"},
		"package export":                {`"c":{"connectionName":"x","source":"Invoker","id":"/p/apis/shared_commondataserviceforapps"}`, trigger(""), list, "invoker"},
		"no reference":                  {`"c":{"runtimeSource":"embedded","connection":{},"api":{"name":"shared_commondataserviceforapps"}}`, trigger(""), list, "connection:id/c"},
		"elsewhere nobody impersonates": {impersonating, trigger(`,"subscriptionRequest/runas":1`), call("L", "ListRecordsWithOrganization", `"organization":"https://A.crm.dynamics.com/","entityName":"accounts"`), "connection:cfs_c @https://a.crm.dynamics.com"},
		"environment variable":          {embedded, trigger(""), call("L", "ListRecordsWithOrganization", `"organization":"@parameters('Env (cfs_Env)')","entityName":"accounts"`), "connection:cfs_c @dynamic environment variable cfs_Env =cfs_Env"},
		"current by name":               {embedded, trigger(""), call("L", "ListRecordsWithOrganization", `"organization":"current","entityName":"accounts"`), "connection:cfs_c"},
	} {
		t.Run(name, func(t *testing.T) {
			result := readFlow(t, c.references, c.triggers, c.actions)
			op := result.Operations[len(result.Operations)-1]
			got := op.Identity.ID
			if op.Identity.Environment != CurrentEnvironment {
				got += " @" + op.Identity.Environment
			}
			if op.Identity.Expression != "" {
				got += " " + op.Identity.Expression
			}
			if op.Identity.Variable != "" {
				got += " =" + op.Identity.Variable
			}
			for _, p := range op.Also {
				got += " +" + p.Identity.ID
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if subscription := result.Operations[0]; subscription.Identity.ID != "connection:cfs_c" && !strings.Contains(c.want, "invoker") && !strings.Contains(c.want, "id/c") {
				t.Errorf("the subscription is charged to %s", subscription.Identity.ID)
			}
		})
	}
}

// tableOf evaluates what a table parameter can be, in a flow with a few ways of passing values on.
// after makes an action run after another that has succeeded.
func after(action, before string) string {
	return strings.TrimSuffix(action, "}") + `,"runAfter":{"` + before + `":["Succeeded"]}}`
}

func TestValuesAreFollowedToWhereTheyComeFrom(t *testing.T) {
	actions := strings.Join([]string{
		`"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"id","type":"string"},{"name":"all","type":"array","value":[]},{"name":"loop","type":"string","value":"@variables('loop')"}]}}`,
		call("L", "ListRecords", `"entityName":"accounts"`),
		after(call("C", "CreateRecord", `"entityName":"contacts"`), "L"),
		after(`"Each":{"type":"Foreach","foreach":"@outputs('L')?['body/value']","actions":{"Set":{"type":"SetVariable","inputs":{"name":"id","value":"@items('Each')?['accountid']"}},"Add":{"type":"AppendToArrayVariable","inputs":{"name":"all","value":"@item()"}}}}`, "C"),
		after(`"Pack":{"type":"Compose","inputs":{"first":"@first(body('L')?['value'])","table":"contacts","deep":{"id":"@outputs('C')?['body']?['contactid']"}}}`, "Each"),
		after(`"Some":{"type":"Query","inputs":{"from":"@outputs('L')?['body/value']","where":"@equals(1,1)"}}`, "Pack"),
		after(`"Names":{"type":"Select","inputs":{"from":"@body('Some')","select":{"id":"@item()?['accountid']"}}}`, "Some"),
		after(`"Parsed":{"type":"ParseJson","inputs":{"content":"@outputs('Pack')?['first']","schema":{}}}`, "Names"),
	}, ",")
	result := func(expression string) string {
		ops := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, actions+","+after(call("X", "GetItem", `"entityName":"accounts","recordId":"`+expression+`"`), "Parsed")).Operations
		var out []string
		for _, o := range ops[len(ops)-1].Row {
			switch o.Kind {
			case FromRow:
				out = append(out, o.Node+"."+o.Column)
			default:
				out = append(out, [...]string{"opaque", "", "fresh", "key", "empty", "null", "given"}[o.Kind])
			}
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	for expression, want := range map[string]string{
		"@outputs('C')?['body/contactid']":                              "C.contactid",
		"@{outputs('C')?['body']?['contactid']}":                        "C.contactid null",
		"@body('C')['contactid']":                                       "C.contactid",
		"@first(outputs('L')?['body/value'])?['accountid']":             "L.accountid null",
		"@outputs('L')?['body/value'][0]?['accountid']":                 "L.accountid",
		"@variables('id')":                                              "L.accountid null",
		"@first(variables('all'))?['accountid']":                        "L.accountid null",
		"@variables('loop')":                                            "null",
		"@outputs('Pack')?['first']?['accountid']":                      "L.accountid null",
		"@outputs('Pack')?['deep/id']":                                  "C.contactid",
		"@body('Parsed')?['accountid']":                                 "L.accountid null",
		"@first(body('Names'))?['id']":                                  "L.accountid null",
		"@if(empty(variables('id')),guid(),variables('id'))":            "L.accountid fresh null",
		"@coalesce(null,outputs('C')?['body/contactid'])":               "C.contactid null",
		"@toLower(trim(outputs('C')?['body/contactid']))":               "C.contactid null",
		"cfs_code='@{variables('id')}'":                                 "key",
		"@concat('(',outputs('C')?['body/contactid'],')')":              "C.contactid",
		"@triggerBody()?['text']":                                       "opaque",
		"@substring(outputs('C')?['body/contactid'],0,3)":               "opaque",
		"00000000-0000-0000-0000-000000000001":                          "given",
		"@outputs('Nowhere')?['body/x']":                                "opaque",
		"@outputs('L')?['body/value'][0]?['primarycontactid/fullname']": "L.primarycontactid/fullname",
	} {
		if got := result(expression); got != want {
			t.Errorf("%s comes from %q, want %q", expression, got, want)
		}
	}
}

func TestBindsNameTheirSetInEveryForm(t *testing.T) {
	for value, want := range map[string]string{
		"accounts(@{variables('x')})":                                                                             "accounts",
		"/accounts(@{variables('x')})":                                                                            "accounts",
		"/accounts/@{variables('x')}":                                                                             "accounts",
		`\\accounts(@{variables('x')})`:                                                                           "accounts",
		"https://a.crm.dynamics.com/api/data/v9.2/accounts(@{variables('x')})":                                    "accounts",
		"@{variables('base')}/api/data/v9.2/accounts(@{variables('x')})":                                          "accounts",
		"@{parameters('Env (cfs_Env)')}accounts(@{variables('x')})":                                               "accounts",
		"@{variables('base')}accounts(@{variables('x')})":                                                         "?",
		"@concat('accounts(',variables('x'),')')":                                                                 "accounts",
		"@if(triggerBody()?['b'],concat('teams(',variables('x'),')'),concat('/systemusers(',variables('x'),')'))": "systemusers teams",
		"accounts(cfs_key='@{variables('x')}')":                                                                   "accounts key",
		"@variables('x')":                                                                                         "?",
		"":                                                                                                        "",
	} {
		ops := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, call("C", "CreateRecord", `"entityName":"contacts","item/a@odata.bind":"`+value+`"`)).Operations
		var sets []string
		for _, target := range ops[0].Lookups[0].Targets {
			name := target.Set
			if name == "" {
				name = "?"
			}
			if target.AlternateKey {
				name += " key"
			}
			sets = append(sets, name)
		}
		slices.Sort(sets)
		if got := strings.Join(sets, " "); got != want {
			t.Errorf("%s names %q, want %q", value, got, want)
		}
	}
}

func TestTextInsideAComputedRowIsNotEvaluatedAgain(t *testing.T) {
	init := `"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"v","type":"string","value":"x"}]}}`
	create := call("C", "CreateRecord", `"entityName":"contacts","item":"@json('{\"a@odata.bind\":\"accounts(@{variables(''v'')})\"}')"`)
	ops := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, init+","+after(create, "Init")).Operations
	want := []Lookup{{Navigation: "a", Targets: []Target{{Set: "accounts", Row: []Origin{{Kind: Given}}}}}}
	if diff := cmp.Diff(want, ops[0].Lookups); diff != "" {
		t.Error(diff)
	}
}

func TestTablesKnownFromConstantsAreNamed(t *testing.T) {
	for table, want := range map[string]string{
		"contacts": "contacts", "@parameters('Table')": "contacts", "@trim(' contacts ')": "contacts", "@concat('con','tacts')": "contacts",
		"@triggerBody()?['t']": "", "@parameters('Env (cfs_Env)')": "",
	} {
		r := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, call("L", "ListRecords", `"entityName":"`+table+`"`))
		got := ""
		if len(r.Operations) == 1 {
			got = r.Operations[0].Table.Set
		}
		if got != want || want == "" && (len(r.Blindspots) != 1 || r.Blindspots[0].Kind != "dynamic-table") {
			t.Errorf("%s names %q, want %q; blind spots %v", table, got, want, r.Blindspots)
		}
	}
}

func TestAFilterBuiltPieceByPieceNamesTheTablesOfEveryPiece(t *testing.T) {
	r := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, strings.Join([]string{
		`"Init":{"type":"InitializeVariable","inputs":{"variables":[{"name":"f","type":"string","value":"a/x eq 1"}]}}`,
		`"More":{"type":"AppendToStringVariable","inputs":{"name":"f","value":" or b/y eq '@{guid()}'"}}`,
		call("L", "ListRecords", `"entityName":"contacts","$filter":"@variables('f')"`),
	}, ","))
	if diff := cmp.Diff([][]string{{"a"}, {"b"}}, r.Operations[0].Paths); diff != "" {
		t.Error(diff)
	}
	if len(r.Blindspots) != 0 {
		t.Errorf("blind spots: %v", r.Blindspots)
	}
}

func TestEveryNodeEndsAsOneThing(t *testing.T) {
	r := readFlow(t, embedded, `"T":{"type":"Recurrence"}`, strings.Join([]string{
		call("L", "ListRecords", `"entityName":"contacts"`), call("M", "PerformUnboundAction", `"actionName":"X"`),
		`"S":{"type":"Scope","actions":{"Mail":{"type":"OpenApiConnection","inputs":{"host":{"apiId":"/a/shared_office365","connectionName":"o","operationId":"SendEmailV2"},"parameters":{}}}}}`,
		`"W":{"type":"Workflow","inputs":{"host":{"workflowReferenceName":"gone"}}}`,
	}, ","))
	got := fmt.Sprint(r.Nodes, len(r.Operations), len(r.Blindspots), len(r.Untouched))
	if diff := cmp.Diff("6 2 1 3", got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFactFileLineIsUnderstood(t *testing.T) {
	for fields := range records(operationFacts) {
		if !slices.Contains(strings.Fields(kindWords), fields[1]) {
			t.Errorf("%s has the unknown kind %q", fields[0], fields[1])
		}
	}
	for fields := range records(connectorFacts) {
		if fields[1] != "desktop-flow" && fields[1] != "component-side-effects" {
			t.Errorf("%s has the unknown class %q", fields[0], fields[1])
		}
	}
	if n := len(strings.Fields(kindWords)); n != int(Definitions)+1 {
		t.Errorf("%d words for %d kinds", n, int(Definitions)+1)
	}
}

func TestPathsOfV1NodesNameOperationTableAndRow(t *testing.T) {
	node := func(method, path, body string) string {
		if body != "" {
			body = `,"body":` + body
		}
		return `"X":{"type":"ApiConnection","inputs":{"host":{"connection":{"name":"@parameters('$connections')['c']['connectionId']"}},"method":"` + method + `","path":"` + path + `"` + body + `}}`
	}
	for _, c := range []struct{ method, path, body, want string }{
		{"get", "/v2/datasets/@{encodeURIComponent(encodeURIComponent('default.cds'))}/tables/@{encodeURIComponent(encodeURIComponent('accounts'))}/items", "", "read list accounts"},
		{"get", "/v2/datasets/default.cds/tables/accounts/items/@{encodeURIComponent(variables('x'))}", "", "read accounts row"},
		{"post", "/v2/datasets/default.cds/tables/accounts/items", "{}", "create accounts"},
		{"patch", "/v2/datasets/default.cds/tables/accounts/items/@{variables('x')}", "{}", "upsert accounts row"},
		{"delete", "/datasets/default.cds/tables/accounts/items/@{variables('x')}", "", "delete accounts row"},
		{"post", "/v2/datasets/default.cds/tables/accounts/items/@{variables('x')}/attachments", "{}", "create-note accounts row"},
		{"get", "/api/data/v9.1/accounts", "", "read list accounts"},
		{"get", "/api/data/v9.1/@{encodeURIComponent('accounts')}(@{encodeURIComponent(variables('x'))})", "", "read accounts row"},
		{"patch", "/api/data/v9.1/accounts(@{variables('x')})", "{}", "upsert accounts row"},
		{"get", "/api/data/v9.1/accounts(@{variables('x')})/entityimage/$value", "", "download accounts row"},
		{"put", "/api/data/v9.1/accounts(@{variables('x')})/cfs_file", "", "upload accounts row"},
		{"post", "/api/data/v9.1/accounts(@{variables('x')})/contact_customer_accounts/$ref", "{}", "associate accounts row"},
		{"post", "/api/data/v9.2/callbackregistrations", `{"entityname":"account","scope":2}`, "subscribe account scope 2"},
		{"post", "/api/data/v9.2/WhoAmI/x/y", "{}", "blind unknown-operation"},
		{"get", "/v2/datasets/default.cds/tables/@{triggerBody()?['t']}/items", "", "blind dynamic-table"},
	} {
		r := readFlow(t, `"c":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_commondataservice"}}`, `"T":{"type":"Recurrence"}`, node(c.method, c.path, c.body))
		got := ""
		switch {
		case len(r.Operations) == 1:
			op := r.Operations[0]
			got = op.Kind.String()
			if op.List {
				got += " list"
			}
			got += " " + op.Table.Set + op.Table.Logical
			if op.Row != nil {
				got += " row"
			}
			if op.Scope != 0 {
				got += fmt.Sprint(" scope ", op.Scope)
			}
		case len(r.Blindspots) == 1:
			got = "blind " + r.Blindspots[0].Kind
		}
		if got != c.want {
			t.Errorf("%s %s is %q, want %q", c.method, c.path, got, c.want)
		}
	}
}

func TestACustomConnectorIsReadAsTheRequestItMakes(t *testing.T) {
	orders := Connector{Address: "https://contoso.crm4.dynamics.com/api/data/v9.2", Operations: map[string]Request{
		"GetOrder": {Method: "get", Path: "/salesorders({id})", Query: []string{"$expand", "$select"}},
		"AddOrder": {Method: "post", Path: "/salesorders", Body: "row"},
	}}
	around := Surroundings{
		Flow: Flow{ID: "id", File: "f.json"}, IsSet: func(set string) bool { return set == "salesorders" },
		Connectors: map[string]Connector{"cfs_orders": orders, "cfs_weather": {Address: "https://weather.example.com", Operations: map[string]Request{"Now": {Method: "get", Path: "/"}}}},
	}
	for name, c := range map[string]struct{ connector, operation, parameters, want string }{
		"a row by its id":                  {"cfs_orders", "GetOrder", `"id":"@triggerBody()?['x']","$select":"name"`, "read salesorders row [name]"},
		"one of two columns":               {"cfs_orders", "GetOrder", `"id":"x","$select":"@if(equals(triggerBody()?['a'],1),'name','totalamount')"`, "read salesorders row [name], read salesorders row [totalamount]"},
		"a row to write, member by member": {"cfs_orders", "AddOrder", `"row/name":"x","row/customerid_account@odata.bind":"/accounts(@{triggerBody()?['x']})"`, "create salesorders name customerid_account -> accounts"},
		"a row to write as one value":      {"cfs_orders", "AddOrder", `"row":{"name":"x"}`, "create salesorders name"},
		"another service":                  {"cfs_weather", "Now", ``, "untouched"},
		"a connector that is not there":    {"cfs_gone", "Now", ``, "blind opaque-http cfs_gone"},
		"an operation that is not there":   {"cfs_orders", "Gone", ``, "blind opaque-http cfs_orders"},
	} {
		t.Run(name, func(t *testing.T) {
			text := `{"properties":{"connectionReferences":{"c":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_` + c.connector + `","logicalName":"` + c.connector + `"}}},` +
				`"definition":{"triggers":{"T":{"type":"Request"}},"actions":{"X":{"type":"OpenApiConnection","inputs":{"host":{"connectionName":"c","operationId":"` + c.operation + `","apiId":"/providers/Microsoft.PowerApps/apis/shared_` + c.connector + `"},"parameters":{` + c.parameters + `}}}}}}}`
			flow, diagnostics := flowparse.Parse(&source.Text{Path: "f.json", Bytes: []byte(text)}, flowparse.Options{})
			if len(diagnostics) > 0 {
				t.Fatal(diagnostics)
			}
			r := ReadFlow(flow, around)
			got := "untouched"
			for i, op := range r.Operations {
				before := ""
				if i > 0 {
					before = got + ", "
				}
				got = before + op.Kind.String() + " " + op.Table.Set
				if op.Row != nil {
					got += " row"
				}
				if op.Select != nil {
					got += fmt.Sprint(" ", op.Select)
				}
				for _, column := range op.Columns {
					got += " " + column
				}
				for _, l := range op.Lookups {
					got += " -> " + l.Targets[0].Set
				}
				if op.Identity.Environment != "https://contoso.crm4.dynamics.com" {
					t.Errorf("the environment is %s", op.Identity.Environment)
				}
			}
			for _, b := range r.Blindspots {
				got = "blind " + b.Kind + " " + b.About
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
