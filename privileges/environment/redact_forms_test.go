package environment

import (
	"strings"
	"testing"
)

// TestSecretsBehindAMarkAreReplacedWhateverJoinsThem covers what an expression puts together, and forms of text that hold a
// secret under a name.
func TestSecretsBehindAMarkAreReplacedWhateverJoinsThem(t *testing.T) {
	const planted, alone = "PLANTEDsecret0123456789", "UExBTlRFRDpzZWNyZXQwMTIzNDU2Nzg5"
	for _, text := range []string{
		`@concat('https://f/api?code=','PLANTED')`,
		`@concat('https://f/api', '?co', 'de=', 'PLANTED', '&x=1')`,
		`@concat('https://f/api?code=PLAIN', 'PLANTED')`,
		`@concat('https://f/api?code=', parameters('half'), 'PLANTED')`,
		`@concat('https://f/api?code=', uriComponent('PLANTED'))`,
		`@concat('https://f/api?code=', concat('PLANTED', variables('x')))`,
		`@concat('client_secret=','PLANTED')`,
		`grant_type=x&client_secret=@{'PLANTED'}&scope=y`,
		`https://f/?a=1&sig=@{'PLANTED'}`,
		`@{concat('https://f/?sig=', 'PLANTED')}`,
		`@join(createArray('client_secret=', 'PLANTED'), '')`,
		`@concat('Basic ', base64('user:PLANTED'))`,
		`@concat('Basic', ' ', base64(concat('user:', 'PLANTED')))`,
		`Basic @{base64('user:PLANTED')}`,
		`@concat('Basic ', 'ALONE')`,
		`the header is Basic ALONE, it says`,
		`the header is Basic PLANTED, it says`,
		`say Bearer PLANTED`,
		`@concat('X-Api-Key: ', 'PLANTED')`,
		`@concat('Authorization: Basic PLANTED', variables('x'))`,
		`@concat('{"password":"', 'PLANTED', '"}')`,
		`{"user":@{1},"cr1_password":"PLANTED"}`,
		`{"user":@{1},"password":"@{'PLANTED'}"}`,
		`<login><password>PLANTED</password></login>`,
		`<login><wsse:Password Type=\"x#PasswordText\">PLANTED</wsse:Password></login>`,
		`<login><password><![CDATA[PLANTED]]></password></login>`,
		`<login password=\"PLANTED\"/>`,
		`<add key=\"client_secret\" value=\"PLANTED\" />`,
		`<add value=\"PLANTED\" key=\"client_secret\" />`,
		`@concat('-----BEGIN PRIVATE KEY-----', decodeUriComponent('%0A'), 'PLANTED', decodeUriComponent('%0A'), '-----END PRIVATE KEY-----')`,
		`{\"x\":@{1},\"pem\":\"-----BEGIN PRIVATE KEY-----\\nPLANTED\\n-----END PRIVATE KEY-----\"}`,
		`@concat('<password>', 'PLANTED', '</password>')`,
		`@concat('<password>PLANTED</password>', variables('x'))`,
		`[{\"name\":\"client_secret\",\"value\":\"PLANTED\"}]`,
		`[{\"value\":\"PLANTED\",\"name\":\"client_secret\"}]`,
		`[{\"name\":\"client_secret\",\"value\":\"PLANTED\",\"x\":@{1}}]`,
		`[{\"value\":\"PLANTED\",\"name\":\"client_secret\",\"x\":@{1}}]`,
		`{\"a\":\"[{\\\"name\\\":\\\"client_secret\\\",\\\"value\\\":\\\"PLANTED\\\"}]\"}`,
		`@json('[{\"name\":\"client_secret\",\"value\":\"PLANTED\"}]')`,
		`{\"headers\":{\"X-Auth-Token\":\"PLANTED\"}}`,
		`GET /x\r\nX-Auth-Token: PLANTED\r\nAccept: y`,
		`HTTP/1.1 200\r\nSet-Cookie: a=PLANTED; Secure\r\nAccept: y`,
		`Cookie: a=PLANTED`,
		`Ocp-Apim-Subscription-Key: PLANTED`,
		`https://hooks.slack.com/services/T000/B000/PLANTED`,
		`https://contoso.webhook.office.com/webhookb2/PLANTED@1/IncomingWebhook/a/b`,
		`https://discord.com/api/webhooks/1/PLANTED?wait=true`,
		`@concat('https://discord.com/api/webhooks/', '1/PLANTED')`,
		`https://hooks.slack.com/services/@{variables('x')}/PLANTED`,
		`@concat('https://user:', 'PLANTED', '@h/x')`,
		`@concat('https://user:', 'PLANTED@h/x')`,
		`@replace(concat('https://f/?code=', 'PLANTED'), 'x', 'y')`,
		`@concat('{\"password\":\"', 'a\\\"PLANTED', '\"}')`,
	} {
		if !strings.Contains(text, `\"`) {
			text = strings.ReplaceAll(text, `"`, `\"`)
		}
		clientdata := `{"inputs":"` + strings.NewReplacer("PLANTED", planted, "ALONE", alone).Replace(text) + `"}`
		got, err := Redact(clientdata)
		if err != nil || strings.Contains(got, planted) || strings.Contains(got, alone) || !strings.Contains(got, Secret) {
			t.Errorf("%s gave %s, %v", clientdata, got, err)
		}
		if again, err := Redact(got); err != nil || again != got {
			t.Errorf("redacting twice changes %s to %s, %v", got, again, err)
		}
	}
	for _, name := range []string{
		"X-Auth-Token", "X-Api-Key", "Set-Cookie", "Cookie", "Ocp-Apim-Subscription-Key",
		"pass", "pwd", "passwd", "privateKey", "private_key", "connectionString", "accountKey", "dbPwd",
	} {
		got, err := Redact(`{"inputs":{"` + name + `":"` + planted + `","body":"{\"` + name + `\":\"` + planted + `\"}"}}`)
		if err != nil || strings.Contains(got, planted) {
			t.Errorf("%s gave %s, %v", name, got, err)
		}
	}
}

// TestWhatOnlyNamesASecretStays keeps redacting from touching what says where a secret is found, what a table is called, or
// what merely looks like a mark.
func TestWhatOnlyNamesASecretStays(t *testing.T) {
	for _, text := range []string{
		`@parameters('client_secret')`,
		`@concat('client_secret=', parameters('client_secret'), '&scope=', variables('scope'))`,
		`@concat('https://f/api?code=', body('Get_token')?['code'], '&name=x')`,
		`@concat('{"password":"', variables('password'), '"}')`,
		`@concat('<password>', outputs('password')?['body/value'], '</password>')`,
		`<password>@{variables('p')}</password><user>joe</user>`,
		`@concat('Basic ', base64(concat(parameters('user'), ':', parameters('password'))))`,
		`Basic @{base64(variables('login'))}`,
		`Basic settings of the Basic plan, Basic Access for Bearer of the flag`,
		`@concat('Basic ', 'settings of ', variables('x'))`,
		`@concat('https://h:', '8080', '/x')`,
		`@concat('Authorization: ', variables('x'), decodeUriComponent('%0D%0A'), 'Accept: x')`,
		`[{"name":"client_secret","value":"@{parameters('s')}"},{"name":"scope","value":"open"}]`,
		`<fetch paging-cookie="x" page="2"><entity name="cr1_tokens"><attribute name="cr1_password"/><filter><condition attribute="cr1_token" operator="eq" value="open"/></filter></entity></fetch>`,
		`cr1_passes(@{body('x')})`,
		`@outputs('Bearer Get_Token1')?['body']`,
		`https://hooks.slack.com/services/@{parameters('hook')}`,
		`https://discord.com/developers/docs/resources/webhook`,
		`the password is in the key vault; ask for a pass`,
		`$filter=cr1_pass eq 'open' and cr1_token ne null`,
		`@equals(triggerBody()?['pwd'], items('Each')?['privateKey'])`,
	} {
		clientdata := `{"inputs":"` + strings.ReplaceAll(text, `"`, `\"`) + `"}`
		if got, err := Redact(clientdata); err != nil || got != clientdata {
			t.Errorf("%s became %s, %v", clientdata, got, err)
		}
	}
}

// TestOnlyTheValueBehindAMarkGoes keeps the rest of a text readable.
func TestOnlyTheValueBehindAMarkGoes(t *testing.T) {
	for text, want := range map[string]string{
		`@concat('https://f/api?code=', 'abc1&name=', variables('x'), '#end')`: `@concat('https://f/api?code=', '(secret)&name=', variables('x'), '#end')`,
		`@concat('password=', 12345, '&x=', 1)`:                                `@concat('password=', '(secret)', '&x=', 1)`,
		`https://f/?sig=@{'abc1'}&x=1`:                                         `https://f/?sig=@{'(secret)'}&x=1`,
		`<a><password>abc1</password><user>joe</user></a>`:                     `<a><password>(secret)</password><user>joe</user></a>`,
		`@concat('<password>','abc1','</password><u>joe</u>')`:                 `@concat('<password>', '(secret)', '</password><u>joe</u>')`,
		`https://discord.com/api/webhooks/1/abc?wait=true`:                     `https://discord.com/api/webhooks/(secret)?wait=true`,
		`@concat('Authorization: ', 'Bearer abc1', '\nAccept: x')`:             `@concat('Authorization: ', 'Bearer (secret)', '\nAccept: x')`,
		`[{"name":"client_secret","value":"abc1"},{"a":"b"}]`:                  `[{"name":"client_secret","value":"(secret)"},{"a":"b"}]`,
	} {
		quoted := func(s string) string { return `{"inputs":"` + strings.ReplaceAll(s, `"`, `\"`) + `"}` }
		if got, err := Redact(quoted(text)); err != nil || got != quoted(want) {
			t.Errorf("%s\ngave %s\nwant %s, %v", text, got, quoted(want), err)
		}
	}
}
