package denial

import (
	"slices"
	"strings"
	"testing"

	"rolefit/privileges/catalog"
)

func TestTheDataIsWhole(t *testing.T) {
	kinds := []Kind{MissingPrivilege, InsufficientLevel, NoRole, OwnerLacks, GranterLacks, ColumnPermission, UserDisabled, NotMember, NoLicense, SignIn, Unspecific}
	sourced := func(where, source string) {
		if !strings.HasPrefix(source, "https://") || !strings.HasSuffix(source, ")") {
			t.Errorf("%s: no source with a date: %q", where, source)
		}
	}
	for number, fact := range codeFacts() {
		sourced(fact.code.Name, fact.source)
		if number>>24 != 0x80 || fact.says == "" || !slices.Contains(kinds, fact.kind) {
			t.Errorf("%#x: %+v", number, fact)
		}
	}
	for code, fact := range signInFacts() {
		sourced(code, fact.source)
		if fact.says == "" || steps()[fact.next] == "" {
			t.Errorf("%s: %+v", code, fact)
		}
	}
	for _, s := range sentences() {
		sourced(s.id, s.source)
		if s.trigger != lower(s.trigger) || len(s.requires) == 0 || !slices.Contains(kinds, s.means) {
			t.Errorf("%s: %+v", s.id, s)
		}
	}
	for id, text := range steps() {
		if !strings.HasSuffix(text, ".") {
			t.Errorf("step %s: %q", id, text)
		}
	}
}

func TestTypeCodesNameTablesOfTheCatalogue(t *testing.T) {
	facts := catalog.New()
	if len(typeCodes()) < 400 {
		t.Fatalf("only %d codes", len(typeCodes()))
	}
	for code, table := range typeCodes() {
		if _, ok := facts.Table(table); !ok || code >= 10000 {
			t.Errorf("%d: %s", code, table)
		}
	}
}

func TestAWrapperIsNotTheReason(t *testing.T) {
	inner := "SecLib::AccessCheckEx failed. Returned hr = -2147187962, ObjectID: x, OwnerId: x, OwnerIdType: 9 and CallingUser: x. ObjectTypeCode: 4200, objectBusinessUnitId: x, AccessRights: WriteAccess"
	got := Read("<ErrorCode>-2147220891</ErrorCode><Message>" + inner + "</Message>")
	if len(got) != 1 || !got[0].Wrapped || got[0].Code.Number != 0x80048306 {
		t.Fatalf("%+v", got)
	}
	if e := Explain(catalog.New(), got[0]); !strings.Contains(strings.Join(e.Notes, " "), "0x80040265") {
		t.Errorf("notes %q", e.Notes)
	}
}

func TestACodeOfAnotherErrorIsNotTaken(t *testing.T) {
	got := Read("Principal user is missing prvReadAccount privilege. Later: ErrorCode 0x80048306.")
	if len(got) != 2 || got[0].Code.Known() || got[1].Kind != InsufficientLevel || got[1].Sentence != "" {
		t.Errorf("%+v", got)
	}
}
