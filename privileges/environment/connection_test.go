package environment

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAReferenceLeadsToOneConnection(t *testing.T) {
	connection := func(id, connector, name string) Connection {
		return Connection{ID: id, Connector: connector, Name: name}
	}
	e := Environment{Connections: []Connection{
		connection("c1", "shared_http", "http"), connection("c1", "shared_dv", "dv"), connection("c2", "", "open"), connection("c2", "shared_dv", "named"),
		connection("c3", "", "of any connector"), connection("c4", "shared_a", "a"), connection("c4", "shared_b", "b"),
	}}
	for _, tt := range []struct {
		name      string
		reference ConnectionReference
		want      string
	}{
		{"by its id and connector, in any case", ConnectionReference{ConnectionID: "C1", Connector: "Shared_DV"}, "dv"},
		{"by the connector before one that names none", ConnectionReference{ConnectionID: "c2", Connector: "shared_dv"}, "named"},
		{"by its id where the connection names no connector", ConnectionReference{ConnectionID: "c3", Connector: "shared_dv"}, "of any connector"},
		{"to none of another connector", ConnectionReference{ConnectionID: "c4", Connector: "shared_dv"}, ""},
		{"to none where two fit", ConnectionReference{ConnectionID: "c4"}, ""},
		{"to none without an id", ConnectionReference{Connector: "shared_dv"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := e.ConnectionOf(tt.reference)
			if got.Name != tt.want || ok != (tt.want != "") {
				t.Errorf("it leads to %q, %v", got.Name, ok)
			}
		})
	}
}

func TestConnectionsOfAUserAreThoseTheEnvironmentSaysSo(t *testing.T) {
	user := User{ID: id(10), AppID: id(110)}
	reference := func(name, connection, owner string) ConnectionReference {
		return ConnectionReference{LogicalName: name, Connector: "shared_dv", ConnectionID: connection, Owner: owner}
	}
	e := Environment{
		References: []ConnectionReference{
			reference("owned", "", user.ID), reference("owned-not-said", "silent", user.ID), reference("signs-in", "APP", "x"), reference("owned-and-signs-in", "app", user.ID),
			reference("of-another-app", "other", user.ID), reference("of-a-person", "person", user.ID), reference("of-nobody", "", "x"), reference("of-an-unknown-app", "unknown", user.ID),
			{LogicalName: "of-another-connector", Connector: "shared_http", ConnectionID: "app"},
		},
		Connections: []Connection{
			{ID: "app", Connector: "shared_dv", ServicePrincipal: ptr(true), AppID: user.AppID}, {ID: "other", Connector: "shared_dv", ServicePrincipal: ptr(true), AppID: id(111)},
			{ID: "person", ServicePrincipal: ptr(false)}, {ID: "silent"}, {ID: "unknown", ServicePrincipal: ptr(true)},
		},
	}
	want := []string{"of-an-unknown-app", "owned", "owned-and-signs-in", "owned-not-said", "signs-in"}
	if diff := cmp.Diff(want, e.ConnectionsOf(user)); diff != "" {
		t.Error(diff)
	}
	if got := e.ConnectionsOf(User{}); len(got) > 0 {
		t.Errorf("nobody has connections: %v", got)
	}
}

// TestAReferenceOfAnotherApplicationUserIsNotTheUsers holds whose a reference is that another application user owns.
func TestAReferenceOfAnotherApplicationUserIsNotTheUsers(t *testing.T) {
	yes := true
	u, other := User{ID: id(1), AppID: id(11)}, User{ID: id(2), AppID: id(12)}
	e := Environment{
		Users: []User{u, other},
		References: []ConnectionReference{
			{LogicalName: "of_other", Owner: other.ID, ConnectionID: "a"}, {LogicalName: "of_user", Owner: u.ID, ConnectionID: "b"},
			{LogicalName: "signs_in", Owner: other.ID, ConnectionID: "c"},
		},
		Connections: []Connection{{ID: "c", ServicePrincipal: &yes, AppID: u.AppID}},
	}
	if got := e.ConnectionsOfOthers(u); len(got) != 1 || got[0] != "of_other" {
		t.Errorf("%v are somebody else's", got)
	}
}
