package environment

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLiveUsersAreTheEnabledOnesOrElseTheDisabled(t *testing.T) {
	app := id(110)
	user := func(n int, appID string, disabled, deleted bool) User {
		return User{ID: id(n), AppID: appID, Disabled: disabled, Deleted: deleted}
	}
	for _, tt := range []struct {
		name  string
		users []User
		want  []string
	}{
		{"none", nil, nil},
		{"one", []User{user(1, app, false, false)}, []string{id(1)}},
		{"an enabled one comes before a disabled one", []User{user(1, app, true, false), user(2, strings.ToUpper(app), false, false)}, []string{id(2)}},
		{"two enabled ones", []User{user(1, app, false, false), user(2, app, false, false)}, []string{id(1), id(2)}},
		{"two disabled ones", []User{user(1, app, true, false), user(2, app, true, false)}, []string{id(1), id(2)}},
		{"a deleted one is gone, enabled or not", []User{user(1, app, false, true), user(2, app, true, true), user(3, app, true, false)}, []string{id(3)}},
		{"those of others are not its own", []User{user(1, id(111), false, false), user(2, "", false, false)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, u := range (Environment{Users: tt.users}).Live(app) {
				got = append(got, u.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := (Environment{Users: []User{{ID: id(1)}}}).Live(""); len(got) > 0 {
		t.Errorf("no application has users: %v", got)
	}
}
