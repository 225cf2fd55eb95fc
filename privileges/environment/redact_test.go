package environment

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/jsontree"
)

func TestRedactReplacesSecretsAndNothingElse(t *testing.T) {
	cases := map[string]struct{ in, want string }{
		"the password of basic authentication": {
			`{"inputs" : { "authentication":{"type":"Basic","username":"svc","password":"hunter2"}, "uri":"https://a/b" }}`,
			`{"inputs" : { "authentication":{"type":"Basic","username":"(secret)","password":"(secret)"}, "uri":"https://a/b" }}`,
		},
		"the secret of an app registration, not its names": {
			`{"authentication":{"type":"ActiveDirectoryOAuth","tenant":"t1","audience":"https://org.crm.dynamics.com","clientId":"c1","secret":"s3cr3t"}}`,
			`{"authentication":{"type":"ActiveDirectoryOAuth","tenant":"t1","audience":"https://org.crm.dynamics.com","clientId":"c1","secret":"(secret)"}}`,
		},
		"a client certificate": {
			`{"authentication":{"type":"ClientCertificate","pfx":"MIIK","password":1234}}`,
			`{"authentication":{"type":"ClientCertificate","pfx":"(secret)","password":"(secret)"}}`,
		},
		"the value of raw authentication":     {`{"authentication":{"type":"Raw","value":"Bearer eyJ0"}}`, `{"authentication":{"type":"Raw","value":"Bearer (secret)"}}`},
		"a credential with a name of its own": {`{"authentication":{"type":"X","credential":{"thing":"v"}}}`, `{"authentication":{"type":"X","credential":{"thing":"(secret)"}}}`},
		"a managed identity holds none":       {`{"authentication":{"type":"ManagedServiceIdentity","identity":"/subscriptions/x"}}`, ``},
		"an expression stays":                 {`{"authentication":{"type":"Raw","value":"@json(decodeBase64(triggerOutputs().headers['X-MS-APIM-Tokens']))['$ConnectionKey']"}}`, ``},
		"the authentication parameter stays":  {`{"authentication":"@parameters('$authentication')"}`, ``},
		"a key vault reference stays":         {`{"authentication":{"secret":"@Microsoft.KeyVault(SecretUri=https://v/secrets/s/)","password":{"reference":{"keyVault":{"id":"/x"},"secretName":"n"}}}}`, ``},
		"text inside an expression": {
			`{"headers":{"Authorization":"@concat('Basic ', base64(concat('user', ':', 'hunter2')), parameters('p'))"}}`,
			`{"headers":{"Authorization":"@concat('Basic ', base64(concat('(secret)', ':', '(secret)')), parameters('p'))"}}`,
		},
		"text around an expression": {
			`{"headers":{"authorization":"Bearer @{body('Get_Token')?['access_token']}","Cookie":"id=@{variables('v')}"}}`,
			`{"headers":{"authorization":"Bearer @{body('Get_Token')?['access_token']}","Cookie":"(secret)@{variables('v')}"}}`,
		},
		"headers in any case and only those": {
			`{"headers":{"AUTHORIZATION":"SharedKey a:b","ocp-apim-Subscription-Key":"k","X-API-Key":"k","api-key":"k","Accept":"application/json"}}`,
			`{"headers":{"AUTHORIZATION":"SharedKey (secret)","ocp-apim-Subscription-Key":"(secret)","X-API-Key":"(secret)","api-key":"(secret)","Accept":"application/json"}}`,
		},
		"a header as a parameter's path": {`{"parameters":{"request/headers/Authorization":"Bearer x"}}`, `{"parameters":{"request/headers/Authorization":"Bearer (secret)"}}`},
		"a header as one text":           {`{"parameters":{"CustomHeader1":"Authorization: Bearer abc","CustomHeader2":"Accept: x"}}`, `{"parameters":{"CustomHeader1":"Authorization: Bearer (secret)","CustomHeader2":"Accept: x"}}`},
		"a header in a list":             {`{"headers":[{"key":"x-api-key","value":"abc"},{"key":"Accept","value":"abc"}]}`, `{"headers":[{"key":"x-api-key","value":"(secret)"},{"key":"Accept","value":"abc"}]}`},
		"headers inside a batch":         {`{"body":"--b\r\nGET /x\r\nAuthorization: Bearer abc\r\nAccept: y"}`, `{"body":"--b\r\nGET /x\r\nAuthorization: Bearer (secret)\r\nAccept: y"}`},
		"a signed address": {
			`{"uri":"https://prod.logic.azure.com/workflows/1?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=AbC-_9"}`,
			`{"uri":"https://prod.logic.azure.com/workflows/1?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=(secret)"}`,
		},
		"an address with a function key":    {`{"uri":"https://f/api?code=abc==&name=x"}`, `{"uri":"https://f/api?code=(secret)&name=x"}`},
		"an address with an expression":     {`{"uri":"https://f/api?code=@{parameters('k')}&zipcode=1&subscription-key=abc"}`, `{"uri":"https://f/api?code=@{parameters('k')}&zipcode=1&subscription-key=(secret)"}`},
		"an address inside an expression":   {`{"uri":"@concat('https://f/api?sig=abc', variables('x'))"}`, `{"uri":"@concat('https://f/api?sig=(secret)', variables('x'))"}`},
		"an address in markup":              {`{"body":"<a href=\"https://f/?a=1&amp;sig=abc\">x</a>"}`, `{"body":"<a href=\"https://f/?a=1&amp;sig=(secret)\">x</a>"}`},
		"queries of an HTTP action":         {`{"queries":{"code":"abc","name":"x"},"code":"stays"}`, `{"queries":{"code":"(secret)","name":"x"},"code":"stays"}`},
		"the body of a request for a token": {`{"body":"grant_type=client_credentials&client_id=c&client_secret=abc&scope=s"}`, `{"body":"grant_type=client_credentials&client_id=c&client_secret=(secret)&scope=s"}`},
		"a body in JSON":                    {`{"body":{"client_secret":"abc","client_id":"c"}}`, `{"body":{"client_secret":"(secret)","client_id":"c"}}`},
		"a body in JSON as text":            {`{"body":"{\"password\" : \"a\\\"b\", \"user\":\"u\"}"}`, `{"body":"{\"password\" : \"(secret)\", \"user\":\"u\"}"}`},
		"a connection string":               {`{"x":"DefaultEndpointsProtocol=https;AccountName=n;AccountKey=abc==;EndpointSuffix=s"}`, `{"x":"DefaultEndpointsProtocol=https;AccountName=n;AccountKey=(secret);EndpointSuffix=s"}`},
		"the default of a secure parameter": {`{"definition":{"parameters":{"p":{"type":"SecureString","defaultValue":"abc"},"q":{"type":"String","defaultValue":"abc"}}}}`, `{"definition":{"parameters":{"p":{"type":"SecureString","defaultValue":"(secret)"},"q":{"type":"String","defaultValue":"abc"}}}}`},
		"the default of a secure object":    {`{"parameters":{"p":{"defaultValue":{"a":["b",true,null]},"type":"secureobject"}}}`, `{"parameters":{"p":{"defaultValue":{"a":["(secret)",true,null]},"type":"secureobject"}}}`},
		"an empty default stays":            {`{"parameters":{"$authentication":{"defaultValue":{},"type":"SecureObject"}}}`, ``},
		"the value given to a secure one":   {`{"properties":{"parameters":{"P":{"value":"abc"}},"definition":{"parameters":{"p":{"type":"SecureString"}}}}}`, `{"properties":{"parameters":{"P":{"value":"(secret)"}},"definition":{"parameters":{"p":{"type":"SecureString"}}}}}`},
		"values of a connection reference":  {`{"connectionReferences":{"a":{"connection":{"name":"n"},"parameterValueSet":{"name":"sp","values":{"clientId":{"value":"c"},"clientSecret":{"value":"abc"}}}}}}`, `{"connectionReferences":{"a":{"connection":{"name":"n"},"parameterValueSet":{"name":"sp","values":{"clientId":{"value":"c"},"clientSecret":{"value":"(secret)"}}}}}}`},
		"a broken expression in a secret":   {`{"headers":{"Cookie":"@concat('abc"}}`, `{"headers":{"Cookie":"(secret)"}}`},
		"text that an expression looks into": {
			`{"headers":{"Cookie":"@json('{\"a\":1}')['a']"}}`, `{"headers":{"Cookie":"@json('(secret)')['a']"}}`,
		},
		"an argument with the name of a secure parameter": {
			`{"definition":{"parameters":{"item":{"type":"SecureString"}}},"inputs":{"parameters":{"item":"x"}}}`, ``,
		},
		"a String parameter with the name of a secret": {
			`{"parameters":{"password":{"type":"String","defaultValue":"abc"},"clientSecret (cfs_x)":{"type":"String","defaultValue":"abc","metadata":{"schemaName":"cfs_x"}},"q":{"type":"String","defaultValue":"abc"}}}`,
			`{"parameters":{"password":{"type":"String","defaultValue":"(secret)"},"clientSecret (cfs_x)":{"type":"String","defaultValue":"(secret)","metadata":{"schemaName":"cfs_x"}},"q":{"type":"String","defaultValue":"abc"}}}`,
		},
		"objects and lists under the name of a secret": {
			`{"inputs":{"password":{"value":"abc","on":true},"client-secret":["abc","@parameters('p')"]},"headers":{"x-api-key":["abc"]}}`,
			`{"inputs":{"password":{"value":"(secret)","on":true},"client-secret":["(secret)","@parameters('p')"]},"headers":{"x-api-key":["(secret)"]}}`,
		},
		"more names of secrets": {
			`{"inputs":{"secret":"abc","token":"abc","client-secret":"abc","Client Secret":"abc","API-Key":"abc"},"uri":"https://h/?token=abc&nextToken=abc"}`,
			`{"inputs":{"secret":"(secret)","token":"(secret)","client-secret":"(secret)","Client Secret":"(secret)","API-Key":"(secret)"},"uri":"https://h/?token=(secret)&nextToken=abc"}`,
		},
		"a schema with the name of a secret": {
			`{"schema":{"type":"object","properties":{"password":{"type":"string","default":"abc","title":"Password"},"token":{"type":["string","null"],"enum":["abc"]}},"required":["password"]}}`,
			`{"schema":{"type":"object","properties":{"password":{"type":"string","default":"(secret)","title":"Password"},"token":{"type":["string","null"],"enum":["(secret)"]}},"required":["password"]}}`,
		},
		"an action with the name of a secret": {
			`{"actions":{"Password":{"type":"Compose","inputs":"abc","runAfter":{}},"B":{"type":"Compose","inputs":"@outputs('Password')","runAfter":{"Password":["Succeeded"]}},"Token":{"type":"Compose","inputs":"@variables('t')"}}}`,
			`{"actions":{"Password":{"type":"Compose","inputs":"(secret)","runAfter":{}},"B":{"type":"Compose","inputs":"@outputs('Password')","runAfter":{"Password":["Succeeded"]}},"Token":{"type":"Compose","inputs":"@variables('t')"}}}`,
		},
		"a bearer token wherever it is written": {
			`{"a":"Bearer aB3.c-d_e","b":"@concat('Bearer ', 'aB3')","c":"@concat('Bearer aB3', variables('x'))","d":"@concat('Bearer ', variables('x'))","e":"Bearer @{body('T')?['t']}","f":"send the bearer token along","g":"x @{concat('bearer ', 'aB3')}"}`,
			`{"a":"Bearer (secret)","b":"@concat('Bearer ', '(secret)')","c":"@concat('Bearer (secret)', variables('x'))","d":"@concat('Bearer ', variables('x'))","e":"Bearer @{body('T')?['t']}","f":"send the bearer token along","g":"x @{concat('bearer ', '(secret)')}"}`,
		},
		"a property that an expression sets": {
			`{"a":"@setProperty(variables('a'), 'password', 'abc')","b":"@addProperty(variables('a'), 'name', 'abc')","c":"@setProperty(variables('a'), 'password', variables('p'))"}`,
			`{"a":"@setProperty(variables('a'), 'password', '(secret)')","b":"@addProperty(variables('a'), 'name', 'abc')","c":"@setProperty(variables('a'), 'password', variables('p'))"}`,
		},
		"an address with a user and password": {
			`{"a":"https://user:abc@h/x","b":"https://h:8080/x@y:z","c":"https://user:@{parameters('p')}@h/x","d":"sftp://:abc@h","e":"https://h/?mail=a@b.c"}`,
			`{"a":"https://user:(secret)@h/x","b":"https://h:8080/x@y:z","c":"https://user:@{parameters('p')}@h/x","d":"sftp://:(secret)@h","e":"https://h/?mail=a@b.c"}`,
		},
		"a name twice":           {`{"password":"a","password":"b"}`, `{"password":"(secret)","password":"(secret)"}`},
		"escapes and order stay": {`{"b":"\u00e9\/","a":1.0,"z":[ ]}`, ``},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if c.want == "" {
				c.want = c.in
			}
			got, err := Redact(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			again, err := Redact(got)
			if err != nil || again != got {
				t.Errorf("redacted twice: %s, %v", again, err)
			}
		})
	}
}

func TestRedactNamesThePlaceOfBrokenTextAndNotItsContent(t *testing.T) {
	for name, c := range map[string]struct{ text, where string }{
		"broken JSON":  {"{\"password\":\n\"hunter2\" hunter2}", "line 2, column 11"},
		"cut off":      {`{"password":"hunter2`, "line 1, column"},
		"trailing":     {`{} hunter2`, "line 1, column 4"},
		"not UTF-8":    {"{\"hunter2\":\"\xff\"}", "line 1, column 13"},
		"far too deep": {strings.Repeat("[", 4000), "line 1, column"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Redact(c.text)
			if !errors.Is(err, ErrClientData) || got != "" {
				t.Fatalf("Redact = %q, %v", got, err)
			}
			if !strings.Contains(err.Error(), c.where) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error = %v", err)
			}
		})
	}
	if got, err := Redact(""); got != "" || err != nil {
		t.Errorf("the empty text: %q, %v", got, err)
	}
}

func TestRedactLeavesFlowsWithoutSecretsByteForByte(t *testing.T) {
	var files []string
	err := filepath.WalkDir("../../fixtures", func(file string, _ fs.DirEntry, err error) error {
		if filepath.Ext(file) == ".json" && err == nil {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Redact(string(raw))
		if err != nil {
			continue // fixtures hold broken flows too
		}
		read++
		if diff := cmp.Diff(strings.TrimPrefix(string(raw), "\ufeff"), got); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
	if read == 0 {
		t.Fatal("no flow was read")
	}
	t.Logf("%d flows", read)
}

func FuzzRedact(f *testing.F) {
	f.Add(`{"a":{"authentication":{"type":"Basic","password":"x"}},"u":"https://a?sig=b&code=@{c('d')}"}`)
	f.Add(`{"headers":{"Authorization":"Bearer @{x('y')} z","Cookie":"@concat('a')"},"b":"Cookie: a\n\"password\":\"x\""}`)
	f.Add(`{"parameters":{"p":{"type":"SecureObject","defaultValue":{"a":1}}}}`)
	f.Add(`{"a":"@concat('Bearer ','x1')","b":"https://u:p@h","password":{"type":"string","default":["x"]},"c":"x @{setProperty(a,'token','y')} Bearer Z1"}`)
	f.Add(`{"actions":{"token":{"inputs":"x"}},"properties":{"secret":{"value":{"a":"Bearer Bearer X1"}}}}`)
	f.Add(`{"a":"@concat('?code=','x1&a=',b('c'),'y2')","b":"[{\"name\":\"token\",\"value\":\"x1\"}]","c":"<p:password a='b'>x1</p:password> Basic YTpiMQ=="}`)
	f.Add(`{"a":"&sig=@{'x1'}y2 @{concat('Basic ',base64('a:b1'))} token=\"x1\"","b":"https://discord.com/api/webhooks/1/x\nCookie: @{d('e')}x1","c":"@concat('https://a:','b1','@h')"}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Redact(text)
		if err != nil || text == "" {
			return
		}
		again, err := Redact(got)
		if err != nil {
			t.Fatalf("the redacted text cannot be read: %v", err)
		}
		if again != got {
			t.Fatalf("redacting twice gives\n%q, not\n%q", again, got)
		}
		before, after := outline(t, strings.TrimPrefix(text, "\ufeff")), outline(t, got)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatalf("the shape changed: %s", diff)
		}
	})
}

// outline lists the pointers of all values, with the kinds of containers.
func outline(t *testing.T, text string) []string {
	root, _, err := jsontree.Parse([]byte(text), jsontree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	root.Walk(func(pointer string, n *jsontree.Node) {
		if n.Is(jsontree.Object) || n.Is(jsontree.Array) {
			pointer += " holds values"
		}
		list = append(list, pointer)
	})
	return list
}

// FuzzRedactNeverKeepsAPassword plants a secret in every kind of place, inside whatever stands around it.
func FuzzRedactNeverKeepsAPassword(f *testing.F) {
	for _, s := range []string{"", "x", "@", "@{", "&", `"`, "'", "@{parameters('", "Basic ", "\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, before string) {
		const planted = "Zq7planted7qZ"
		if strings.Contains(before, "lanted") || strings.Contains(before, "(") {
			return // a function may name what it looks up
		}
		if strings.ContainsAny(before, "@{") {
			before = strings.NewReplacer("@", "", "{", "").Replace(before)
		}
		for _, member := range []string{"password", "Authorization", "x-api-key", "client_secret"} {
			root := `{"inputs":{` + quote(member) + `:` + quote(before+planted) + `}}`
			got, err := Redact(root)
			if err == nil && strings.Contains(got, planted) {
				t.Errorf("%s keeps its secret: %s", member, got)
			}
		}
		got, err := Redact(`{"authentication":{"x":[{"y":` + quote(before+planted) + `}]}}`)
		if err == nil && strings.Contains(got, planted) {
			t.Errorf("an authentication keeps its secret: %s", got)
		}
	})
}
