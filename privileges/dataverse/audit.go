package dataverse

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"rolefit/privileges/environment"
)

// maxAuditRows is how many rows of one user are read, the newest first: a hundred pages.
const maxAuditRows = 500_000

// ReadAudit counts what users, given by their ids, were seen to do in an environment within some days before now, and reads
// whether auditing is on. The observations are ordered by user, table and right. What could not be read is in the second
// list; an error is one of the context or of the address. Where it is not known when now is, nothing is asked: the audit is
// nil and named in the second list.
//
// The reader needs prvReadAuditSummary, and prvReadOrganization for the settings. Auditing never records reads, and only
// tables with auditing; Table.Audited says which these are. Rows are counted here: whether the service adds them up is not
// documented.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/auditing/retrieve-audit-data (2026-11-22)
func ReadAudit(ctx context.Context, opts Options, users []string, days int, now time.Time) (*environment.Audit, []environment.Missing, error) {
	origin, err := Origin(opts.URL, opts.AnyHost)
	if err != nil {
		return nil, nil, fmt.Errorf("reading audit: %w", err)
	}
	c, err := newClient(origin, origin+"/.default", clientOptions{
		Credential: opts.Credential, Transport: opts.Transport, Base: "/api/data/v9.2/", Prefix: "/api/data/",
		Waiting: opts.Waiting, RetryDelay: opts.RetryDelay,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reading audit: %w", err)
	}
	if now.IsZero() {
		return nil, []environment.Missing{{
			Part: environment.PartAudit, Why: "the environment did not say what time it is, so audit was not asked for the days before now", Fix: again,
		}}, nil
	}
	audit := &environment.Audit{Days: days, Observations: []environment.Observation{}}
	var missing []environment.Missing
	if err := readAuditSettings(ctx, c, audit); err != nil {
		m, err := unreadPart(ctx, environment.PartAudit, "whether auditing is on could not be read", err, "Give the reader prvReadOrganization at organization level (Global).")
		if err != nil {
			return nil, nil, err
		}
		missing = append(missing, m)
	}
	since := now.UTC().AddDate(0, 0, -days).Truncate(time.Second)
	ids := []string{}
	for _, user := range users {
		ids = append(ids, strings.ToLower(user))
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		tally := auditTally{user: id, limit: maxAuditRows, seen: map[auditKey]*environment.Observation{}}
		err := tally.read(ctx, c, since)
		audit.Observations = append(audit.Observations, tally.observations()...)
		if err == nil {
			continue
		}
		m, err := tally.unread(ctx, err)
		if err != nil {
			return nil, nil, err
		}
		missing = append(missing, m)
	}
	slices.SortFunc(audit.Observations, func(a, b environment.Observation) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Table, b.Table), cmp.Compare(a.Right, b.Right))
	})
	return audit, missing, nil
}

// readAuditSettings reads whether auditing is on for the organisation, and for how many days it is kept.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/organization (2026-11-22)
func readAuditSettings(ctx context.Context, c *client, into *environment.Audit) error {
	organizations, err := all[struct {
		Enabled   bool `json:"isauditenabled"`
		Retention *int `json:"auditretentionperiodv2"`
	}](ctx, c, "organizations"+query("$select", "isauditenabled,auditretentionperiodv2"))
	if err != nil {
		return err
	}
	if len(organizations) == 0 {
		return errors.New("the reply holds no organization, which the reader may not be allowed to see")
	}
	into.Enabled = organizations[0].Enabled
	if r := organizations[0].Retention; r != nil && *r >= -1 {
		into.RetentionDays = *r
	}
	return nil
}

// auditRow is one row of the audit table.
type auditRow struct {
	Table     json.RawMessage `json:"objecttypecode"` // logical name
	At        string          `json:"createdon"`
	User      string          `json:"_userid_value"`
	Calling   string          `json:"_callinguserid_value"`
	Operation int             `json:"operation"`
	Action    int             `json:"action"`
}

type auditKey struct{ table, right string }

// auditTally counts the rows of one user.
type auditTally struct {
	user   string
	limit  int // of rows
	seen   map[auditKey]*environment.Observation
	rows   int
	oldest string // createdon of the row read last
}

var errManyRows = errors.New("it has more audit rows than are read")

// read counts what the user did under its own name, and what it did for somebody else, for which the platform checks the
// privileges of both. What somebody else did under its name is not counted: that is work of the other.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/impersonate-another-user (2026-11-22)
func (t *auditTally) read(ctx context.Context, c *client, since time.Time) error {
	id, err := parseGUID(t.user)
	if err != nil {
		return fmt.Errorf("its id: %w", err)
	}
	own := func(row auditRow) bool { return t.is(row.User) && (nobody(row.Calling) || t.is(row.Calling)) }
	onBehalf := func(row auditRow) bool { return t.is(row.Calling) && !t.is(row.User) } // the others are among its own
	for _, asked := range []struct {
		column string
		counts func(auditRow) bool
	}{{"_userid_value", own}, {"_callinguserid_value", onBehalf}} {
		path := "audits" + query(
			"$select", "objecttypecode,createdon,_userid_value,_callinguserid_value,operation,action",
			"$filter", asked.column+" eq "+string(id)+" and createdon ge "+since.Format(time.RFC3339),
			"$orderby", "createdon desc")
		err := c.pages(ctx, path, func(raw json.RawMessage) error { return t.add(raw, asked.counts) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *auditTally) is(user string) bool { return strings.EqualFold(user, t.user) }

func nobody(user string) bool { return strings.Trim(user, "0-") == "" }

// add counts a row, unless it is none of those that count.
func (t *auditTally) add(raw json.RawMessage, counts func(auditRow) bool) error {
	if t.rows++; t.rows > t.limit {
		return errManyRows
	}
	var row auditRow
	if err := decode(raw, &row); err != nil {
		return err
	}
	t.oldest = row.At
	table := tableOf(row.Table)
	if table == "" || !counts(row) {
		return nil
	}
	at, err := time.Parse(time.RFC3339, row.At)
	if err != nil {
		at = time.Time{}
	}
	for _, right := range rightsSeen(row.Operation, row.Action) {
		o := t.seen[auditKey{table, right}]
		if o == nil {
			o = &environment.Observation{User: t.user, Table: table, Right: right}
			t.seen[auditKey{table, right}] = o
		}
		o.Count++
		if at.After(o.Last) {
			o.Last = at.UTC()
		}
	}
	return nil
}

func (t *auditTally) observations() []environment.Observation {
	list := make([]environment.Observation, 0, len(t.seen))
	for _, o := range t.seen {
		list = append(list, *o)
	}
	return list
}

// without says what is missing of the user's rows. What was counted before stays.
func (t *auditTally) unread(ctx context.Context, err error) (environment.Missing, error) {
	part := environment.PartOf(environment.PartAudit, t.user)
	if errors.Is(err, errManyRows) {
		return environment.Missing{
			Part: part, Why: fmt.Sprintf("the user has more than %d audit rows, of which those before %s were not read", t.limit, oneLine(t.oldest, 40)),
			Fix: "Look back fewer days.",
		}, ctx.Err()
	}
	return unreadPart(ctx, part, "what audit holds of the user could not be read completely", err, "Give the reader prvReadAuditSummary at organization level (Global).")
}

var logicalName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,127}$`)

// tableOf reads the logical name of a table; empty for what names none, as a row about a user's sign-in does.
func tableOf(raw json.RawMessage) string {
	var name string
	if json.Unmarshal(raw, &name) != nil {
		return ""
	}
	if name = strings.ToLower(name); name == "none" || !logicalName.MatchString(name) {
		return ""
	}
	return name
}

// Numbers of the columns operation and action of the audit table. Actions from membershipActions on are about members of
// teams, roles and their privileges, sign-ins and the settings of auditing: no right on the table of the row.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/audit (2026-11-22)
const (
	operationCreate = 1
	operationUpdate = 2
	operationDelete = 3
	operationUpsert = 5

	actionAssign       = 13
	actionShare        = 14
	actionAssociate    = 33
	actionDisassociate = 34
	actionModifyShare  = 48
	actionUnshare      = 49
	membershipActions  = 51
)

// rightsSeen lists the rights that what a row records takes. An upsert is a create or an update, and the row does not say which.
func rightsSeen(operation, action int) []string {
	switch {
	case action == actionAssign:
		return []string{"Assign"}
	case action == actionShare || action == actionModifyShare || action == actionUnshare:
		return []string{"Share"}
	case action == actionAssociate || action == actionDisassociate:
		return []string{"Append"}
	case action >= membershipActions:
		return nil
	}
	switch operation {
	case operationCreate:
		return []string{"Create"}
	case operationUpdate:
		return []string{"Write"}
	case operationDelete:
		return []string{"Delete"}
	case operationUpsert:
		return []string{"Create", "Write"}
	}
	return nil
}
