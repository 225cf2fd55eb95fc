package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// sighting is what audit tells about the use of a privilege.
type sighting struct {
	class    sightingClass
	sentence string // for people; empty when nothing is told
}

type sightingClass uint8

const (
	untold       sightingClass = iota // audit was not read, or not enough is known of the environment
	observed                          // it was used
	unobserved                        // it was not used, as far as audit reaches back
	unobservable                      // its use would leave no trace
)

// sightingOf says what audit tells of a user's use of a privilege.
//
// Audit records changes and never reads, and of tables with auditing only. Setting a lookup takes Append and AppendTo, and
// creating a row for somebody else takes Assign, without the record of an association or assignment: that these were not
// seen proves nothing.
// Source: https://learn.microsoft.com/power-platform/admin/manage-dataverse-auditing (2026-11-22)
func (f Facts) sightingOf(user, privilege string) sighting {
	about, known := f.about(privilege)
	if user == "" || !known || f.Environment == nil || f.Environment.Audit == nil {
		return sighting{}
	}
	audit := f.Environment.Audit
	count, last := 0, time.Time{}
	for _, o := range audit.Observations {
		if strings.EqualFold(o.User, user) && sameRight(o.Right, about.Right) && slices.ContainsFunc(about.Tables, func(t string) bool { return strings.EqualFold(t, o.Table) }) {
			count += o.Count
			if o.Last.After(last) {
				last = o.Last
			}
		}
	}
	if count > 0 {
		return sighting{observed, fmt.Sprintf("Audit saw it used %s in %s%s.", counted(count, "time", "times"), counted(reach(audit), "day", "days"), lastOn(last))}
	}
	if f.lacks(environment.PartAudit) {
		return sighting{}
	}
	switch {
	case !audit.Enabled:
		return sighting{unobservable, "Auditing is off, so that use of it leaves no trace."}
	case about.Right == privileges.NoRight:
		return sighting{unobservable, "Audit does not record use of it."}
	case about.Right == privileges.Read:
		return sighting{unobservable, "Audit does not record reads."}
	case about.Right == privileges.Append || about.Right == privileges.AppendTo || about.Right == privileges.Assign:
		return sighting{unobservable, "Audit records only some of what takes it, and saw none."}
	}
	audited, not := f.auditedAmong(about.Tables)
	switch {
	case len(not) > 0:
		return sighting{unobservable, fmt.Sprintf("Audit does not record use of it: %s %s not audited.", listed(not), isAre(len(not)))}
	case audited == 0 || reach(audit) <= 0 || f.lacks(environment.PartTables):
		return sighting{}
	}
	return sighting{unobserved, fmt.Sprintf("Audit saw no use of it in %s.", counted(reach(audit), "day", "days"))}
}

// reach is for how many days back audit can tell: no longer than it is kept.
func reach(a *environment.Audit) int {
	if a.RetentionDays > 0 {
		return min(a.Days, a.RetentionDays)
	}
	return a.Days
}

func lastOn(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", last on " + t.UTC().Format(time.DateOnly)
}

// sameRight reports whether what was seen takes a right. An association takes Append on one of its tables and AppendTo on the
// other, and audit does not tell which is which.
func sameRight(seen string, right privileges.Right) bool {
	r, ok := privileges.ParseRight(seen)
	return ok && (r == right || r == privileges.Append && right == privileges.AppendTo)
}

// auditedAmong counts the tables of the environment that are audited, and names those that are not.
func (f Facts) auditedAmong(names []string) (audited int, not []string) {
	for _, t := range f.Environment.Tables {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, t.LogicalName) }) {
			continue
		}
		if t.Audited {
			audited++
		} else {
			not = append(not, t.LogicalName)
		}
	}
	slices.Sort(not)
	return audited, not
}
