package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rolefit/flowparse/solution"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
)

// TestWhatAPrivilegeIsAboutComesFromMetadataToo keeps what is held and not needed on an environment's own tables from being
// a name that nobody knows: audit, escalations and the right of a surplus privilege are looked up by it.
func TestWhatAPrivilegeIsAboutComesFromMetadataToo(t *testing.T) {
	s := names()
	for privilege, want := range map[string]About{
		"prvReadext_Crew":        {privileges.Read, []string{"ext_crew"}},  // by its definition
		"PRVDELETECFS_JOB":       {privileges.Delete, []string{"cfs_job"}}, // by its schema name
		"prvSharecfs_Rate":       {},                                       // which its ownership does not offer
		"prvWriteext_Crew":       {},                                       // which its definition does not list
		"prvReadext_seen":        {},                                       // which nothing names
		"prvReadContact":         {privileges.Read, []string{"contact"}},   // by the catalogue
		"prvActOnBehalfOfNobody": {},
	} {
		got, ok := s.About(privilege)
		if diff := cmp.Diff(want, got); diff != "" || ok != (want.Tables != nil) {
			t.Errorf("%s: known %v\n%s", privilege, ok, diff)
		}
	}
	activity, _ := s.About("prvCreateActivity")
	known, _ := catalog.New().Privilege("prvCreateActivity")
	if len(activity.Tables) != len(known.Tables)+1 {
		t.Errorf("an activity of the input is not among the %d tables of prvCreateActivity", len(activity.Tables))
	}
	alone := New(&solution.Input{}, catalog.New())
	if got, _ := alone.About("prvCreateActivity"); len(got.Tables) != len(known.Tables) {
		t.Errorf("one input's tables were remembered for another: %d tables", len(got.Tables))
	}
}
