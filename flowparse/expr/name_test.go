package expr

import "testing"

func TestNamesAreReadAsTheFlowMeansThem(t *testing.T) {
	for written, want := range map[string]string{
		"name":                        "name",
		"":                            "",
		"a@odata.bind":                "a@odata.bind",
		"@@odata.id":                  "@odata.id",
		"@@":                          "@",
		"@{'x'}":                      "",
		"a@{variables('v')}b":         "ab",
		"a@@{b}":                      "a@{b}",
		"a@{this is not read":         "a@{this is not read",
		"@odata.type":                 "@odata.type",
		"item/@{guid()}/a@odata.bind": "item//a@odata.bind",
	} {
		if got := Name(written); got != want {
			t.Errorf("%q is %q, want %q", written, got, want)
		}
	}
}
