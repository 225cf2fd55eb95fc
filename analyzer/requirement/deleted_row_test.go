package requirement_test

import (
	"slices"
	"strings"
	"testing"
)

// TestAnUpsertOfADeletedRowIsNoted: the id of the trigger's row is that of a row of the table, so no Create is asked for, and
// a note says that the row is gone. A trigger that is on other rows too leaves it to the flow to ask what happened.
func TestAnUpsertOfADeletedRowIsNoted(t *testing.T) {
	on := func(message string) string {
		return trigger(`"subscriptionRequest/entityname":"cfs_job","subscriptionRequest/scope":4,"subscriptionRequest/message":` + message)
	}
	const row = `"entityName":"cfs_jobs","recordId":"@triggerOutputs()?['body/cfs_jobid']"`
	for name, c := range map[string]struct {
		message, operation, row string
		noted                   bool
	}{
		"deleted":             {"2", "UpdateRecord", row, true},
		"added or deleted":    {"5", "UpdateRecord", row, false},
		"modified or deleted": {"6", "UpdateRecord", row, false},
		"any change":          {"7", "UpdateRecord", row, false},
		"added":               {"1", "UpdateRecord", row, false},
		"added or modified":   {"4", "UpdateRecord", row, false},
		"an update alone":     {"2", "UpdateOnlyRecord", row, false},
		"another row":         {"2", "UpdateRecord", `"entityName":"cfs_jobs","recordId":"@guid()"`, false},
	} {
		got := derive(t, on(c.message), action("U", c.operation, c.row, ""))
		if noted := slices.Contains(got, "note deleted-row"); noted != c.noted {
			t.Errorf("%s: noted %v, want %v", name, noted, c.noted)
		}
		if c.row == row && strings.Contains(strings.Join(got, " "), "prvCreate") {
			t.Errorf("%s: the needs changed: %v", name, got)
		}
	}
}
