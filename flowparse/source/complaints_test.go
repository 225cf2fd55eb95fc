package source

import "testing"

func TestComplaintsEndWithOneThatSaysThereWereMore(t *testing.T) {
	var c Complaints
	for range MaxComplaints + 50 {
		c.Add(Diagnostic{Code: "one"}, "too-many")
	}
	if n := len(c.All); n != MaxComplaints+1 || c.All[n-1].Code != "too-many" || c.All[n-2].Code != "one" {
		t.Errorf("%d complaints, the last is %+v", n, c.All[n-1])
	}
}
