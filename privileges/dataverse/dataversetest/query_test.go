package dataversetest

import (
	"net/url"
	"testing"
)

func FuzzQuery(f *testing.F) {
	for _, raw := range []string{
		"$select=name&$filter=category%20eq%205", "$filter=applicationid%20ne%20null%20and%20(isdisabled%20eq%20false%20or%20not%20contains(fullname,'a''b'))",
		"$expand=systemuserroles_association($select=roleid,name;$filter=ismanaged%20eq%20true),businessunitid", "$top=3&$count=true&$orderby=name%20desc",
		"$skiptoken=" + cookie(2, salesTeamID), "@p=%5B%22prvReadAccount%22%5D", "$filter=Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['a','b'])",
	} {
		f.Add(raw)
	}
	w, err := newWorld(Sample())
	if err != nil {
		f.Fatal(err)
	}
	caller, _ := w.user(readerUserID)
	held := w.effective(caller)
	f.Fuzz(func(t *testing.T, raw string) {
		address, err := url.Parse("https://x/?" + raw)
		if err != nil {
			return // no request can have it
		}
		q, err := parseQuery(address.RawQuery)
		if err != nil {
			return
		}
		c := &call{world: w, base: "https://x/api/data/v9.2/", caller: caller, held: held, query: q, prefer: prefer{pageSize: 1}, path: "systemusers"}
		for _, path := range []string{"systemusers", "audits", "EntityDefinitions", "RelationshipDefinitions", "systemusers(" + flowUserID + ")"} {
			body, err := c.route([]string{path})
			link, _ := body.value("@odata.nextLink").(string)
			if err != nil || link == "" || path != "systemusers" {
				continue
			}
			u, err := url.Parse(link)
			if err != nil {
				t.Fatalf("%q leads to the page %q: %v", raw, link, err)
			}
			if next, err := parseQuery(u.RawQuery); err != nil || next.page != q.page+1 {
				t.Errorf("%q leads to the page %q, which is not understood: %v", raw, link, err)
			}
		}
	})
}
