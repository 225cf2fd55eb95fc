package denial_test

import (
	"strings"
	"testing"

	"rolefit/analyzer/denial"
	"rolefit/privileges/catalog"
)

func privilegesOf(text string) string {
	var names []string
	for _, d := range denial.Read(text) {
		names = append(names, d.Privilege)
	}
	return strings.Join(names, " ")
}

func TestWhatIsNotMissingIsNoError(t *testing.T) {
	for _, text := range []string{
		"Principal user (Id=" + user + ") is not missing prvReadAccount privilege.",
		"The user is no longer missing prvReadAccount privilege.",
		"The user no longer is missing prvReadAccount privilege.",
		"The user isn't missing the prvReadAccount privilege.",
		"the user isn’t missing 'prvReadAccount'",
		"The role does not lack prvReadAccount.",
		"The flow doesn't need prvReadAccount, prvWriteAccount",
		"it never requires (prvReadAccount)",
		"The user is not missing the required privilege prvReadAccount.",
		"There is no missing privilege prvReadAccount here",
		"is not currently missing prvReadAccount",
	} {
		if got := denial.Read(text); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestANegationElsewhereTakesNothingAway(t *testing.T) {
	for text, want := range map[string]string{
		"The user does not have the required privilege prvReadAccount":                      "prvReadAccount",
		"The user is not missing prvWriteAccount but lacks prvReadAccount":                  "prvReadAccount",
		"The user is not missing prvWriteAccount and needs prvReadAccount":                  "prvReadAccount",
		"The user is not only missing prvReadAccount":                                       "prvReadAccount",
		"can not continue: missing prvReadAccount":                                          "prvReadAccount",
		"It is not known why. Principal user is missing prvReadAccount privilege":           "prvReadAccount",
		"Not the caller: Principal team (Id=xxx, type=9) is missing prvReadAccount":         "prvReadAccount",
		"The user is no longer missing prvWriteAccount. It is missing prvReadAccount":       "prvReadAccount",
		"The user doesn't have prvReadAccount":                                              "prvReadAccount",
		"not missing prvWriteAccount; Principal user is missing prvReadAccount privilege":   "prvReadAccount",
		"Le serveur a refusé (not missing prvWriteAccount) : missing prvReadAccount, voilà": "prvReadAccount",
	} {
		if got := privilegesOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestATextOfAnyLanguageIsAnsweredByItsCodeAndTheNameInIt(t *testing.T) {
	facts := catalog.New()
	for text, want := range map[string]string{
		"Dem Prinzipal fehlt die Berechtigung prvReadAccount. (0x80040220)":                          "missing-privilege prvReadAccount grant",
		"Fehlercode -2147220960: Berechtigung »prvReadAccount« fehlt":                                "missing-privilege prvReadAccount grant",
		`{"error":{"code":"0x80040220","message":"Il manque le privilège prvWriteAccount au rôle"}}`: "missing-privilege prvWriteAccount grant",
		"権限 prvReadAccount がありません (0x80040220)":                                                      "missing-privilege prvReadAccount grant",
		"権限prvReadAccountがありません (0x80040220)":                                                        "missing-privilege prvReadAccount grant",
		"prvReadAccount, prvWriteAccount: 0x80040220":                                                "missing-privilege prvReadAccount grant; missing-privilege prvWriteAccount grant",
		"Der Zugriff ist zu flach: prvWriteAccount, -2147187962":                                     "insufficient-level prvWriteAccount raise",
		"Der Eigentümer darf nicht lesen: prvReadAccount (0x80040231)":                               "owner-lacks prvReadAccount grant-owner",
		// The name says nothing where it is shortened, far from the code, held, or not missing; or where a sentence says it.
		"Es fehlt prvRead (0x80040220)":                                                   "missing-privilege  find-privilege",
		"Es fehlt prvReadAccou… (0x80040220)":                                             "missing-privilege  find-privilege",
		"Es fehlt xprvReadAccount (0x80040220)":                                           "missing-privilege  find-privilege",
		"prvReadAccount" + strings.Repeat(" weiter", 200) + " 0x80040220":                 "missing-privilege  find-privilege",
		"The user has prvReadAccount, and yet: 0x80040220":                                "missing-privilege  find-privilege",
		"The user is not missing prvReadAccount (0x80040220)":                             "missing-privilege  find-privilege",
		"prvReadAccount: 0x80048405":                                                      "unspecific  find-privilege",
		`{"code":"0x80040220","privilege":"prvReadAccount","message":"` + missing + `"}`:  "missing-privilege prvWriteAccount grant",
		`{"code":"0x80040220","privilege":"prvWriteAccount","message":"` + missing + `"}`: "missing-privilege prvWriteAccount grant",
		"prvReadAccount":                   "",
		"prvReadAccount 0x80040217":        "",
		"prvReadAccount AADSTS7000215: x.": "sign-in  secret-value",
	} {
		var got []string
		for _, d := range denial.Read(text) {
			e := denial.Explain(facts, d)
			name := ""
			for _, n := range e.Needs {
				name = n.Privilege
			}
			got = append(got, string(e.Kind)+" "+name+" "+e.Step)
			if e.Step == "grant" && e.Sentence == "code-and-name" && (e.Says == "" || e.Source == "" || !strings.Contains(strings.Join(e.Notes, " "), "the code says what")) {
				t.Errorf("%q: %+v", text, e)
			}
		}
		if all := strings.Join(got, "; "); all != want {
			t.Errorf("%q: %s, want %s", text, all, want)
		}
	}
}

func TestMarkupInsideASentenceDoesNotHideIt(t *testing.T) {
	for _, text := range []string{
		"Principal user is missing <i>prvReadAccount</i> privilege",
		"Principal user is missing <b><code>prvReadAccount</code></b> privilege",
		"Principal user is missing<br/>prvReadAccount privilege",
		"Principal user is <strong>missing</strong> <span class=\"name\" style='x: y'>prvReadAccount</span> privilege",
		"Principal user is missing &lt;i&gt;prvReadAccount&lt;/i&gt; privilege",
		`Principal user is missing \u003ci\u003eprvReadAccount\u003c/i\u003e privilege`,
		"Principal user is missing <a href=https://x/y>prvRead<wbr>Account</a> privilege",
		"Principal user is missing <I>prvReadAccount</I> privilege",
	} {
		got := denial.Read(text)
		if len(got) != 1 || got[0].Sentence != "privilege-missing" || got[0].Privilege != "prvReadAccount" {
			t.Errorf("%q: %+v", text, got)
		}
	}
	// What stands in angle brackets in the place of an id is no markup.
	if got := denial.Read("Principal user (Id=<GUID>, type=8) is missing prvReadAccount privilege (Id=<a guid>)"); len(got) != 1 || got[0].Principal.Kind != denial.User {
		t.Errorf("%+v", got)
	}
}
