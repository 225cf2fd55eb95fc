package dataverse

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"rolefit/privileges/environment"
)

// Options say which environment to read, as whom, and what of it. URL and Credential are needed.
type Options struct {
	URL        string // address of the environment, such as "https://contoso.crm.dynamics.com"
	Credential azcore.TokenCredential
	AppIDs     []string // application ids of the application users to read; empty: every application user
	Flows      bool     // also read the definitions of cloud flows

	// OrganizationID is the organisation that must answer, a GUID; empty: whichever does.
	OrganizationID string
	// AnyHost also reads from hosts outside the domains of Dataverse. Whoever answers there gets a token for that host.
	AnyHost bool

	Transport  http.RoundTripper                // nil: the network
	RetryDelay time.Duration                    // before the first retry where the service names none; 0: a second
	Progress   func(part string, done, all int) // told after each piece; all grows while reading finds more; nil: nobody is told
	Waiting    func(d time.Duration)            // told when the service asks to wait; nil: nobody is told
}

// Read reads an environment. What could not be read is named in Missing, with why and what to do next. It fails only where
// nothing can be read: an address that is none of an environment (*HostError), a sign-in that was refused (*SignInError),
// an environment that does not say who the reader is (such as a *ResponseError), or a context that ended.
func Read(ctx context.Context, opts Options) (environment.Environment, error) {
	origin, err := Origin(opts.URL, opts.AnyHost)
	if err != nil {
		return environment.Environment{}, err
	}
	for _, id := range opts.AppIDs {
		if _, err := parseGUID(id); err != nil {
			return environment.Environment{}, fmt.Errorf("the application id %q is not a GUID", id)
		}
	}
	r := newReading(opts)
	r.client, err = newClient(origin, origin+"/.default", clientOptions{
		Credential: opts.Credential, Transport: opts.Transport, Base: "/api/data/v9.2/", Prefix: "/api/data/",
		Waiting: r.waiting, RetryDelay: opts.RetryDelay,
	})
	if err != nil {
		return environment.Environment{}, err
	}
	ctx, r.end = context.WithCancelCause(ctx)
	defer r.end(nil)
	if err := r.whoAmI(ctx); err != nil {
		return environment.Environment{}, fmt.Errorf("asking %s who the reader is: %w", origin, err)
	}
	r.everything(ctx)
	if ctx.Err() != nil {
		return environment.Environment{}, fmt.Errorf("reading %s: %w", origin, context.Cause(ctx))
	}
	r.env.URL = origin
	r.env.Missing = r.missed()
	if r.missUnfit() {
		r.env.Missing = r.missed()
	}
	return r.env, nil
}

// reading is one reading of an environment. Tasks that run at the same time write to different fields of env.
type reading struct {
	*client
	opts Options
	env  environment.Environment
	end  context.CancelCauseFunc
	most int // users, teams, roles and profiles, of each, that are followed

	mu        sync.Mutex                     // of what follows
	held      map[string][]environment.Grant // what the environment says that users hold, by their ids
	missing   []environment.Missing
	expected  []environment.Missing // by the privileges of the reader
	done, all int

	told sync.Mutex // one message at a time
}

// maxFollowed is how many users, teams, roles and column security profiles are followed, of each: each takes requests of its
// own, and far fewer are found where nothing is wrong.
const maxFollowed = 10_000

func newReading(opts Options) *reading {
	return &reading{opts: opts, held: map[string][]environment.Grant{}, most: maxFollowed}
}

// follow returns those of a list that are followed, and names the part when they are not all.
func follow[T any](r *reading, part string, list []T) []T {
	if len(list) <= r.most {
		return list
	}
	r.miss(part, fmt.Sprintf("the environment lists more than %d, and no more are followed", r.most), "Name the application users to read, by their client ids.")
	return list[:r.most]
}

// task reads one part.
type task struct {
	part string
	run  func(context.Context) error
}

// workers is how many tasks run at once: more than there are requests in flight, so that none waits for a reply to be read.
const workers = 2 * maxAtOnce

// together runs tasks at the same time, on a few workers however many there are. What fails is noted.
func (r *reading) together(ctx context.Context, tasks []task) {
	r.mu.Lock()
	r.all += len(tasks)
	r.mu.Unlock()
	var group sync.WaitGroup
	var taken atomic.Int64
	for range min(workers, len(tasks)) {
		group.Go(func() {
			for i := taken.Add(1) - 1; i < int64(len(tasks)) && ctx.Err() == nil; i = taken.Add(1) - 1 {
				t := tasks[i]
				if err := t.run(ctx); err != nil {
					r.failed(ctx, t.part, err)
				}
				r.progress(t.part)
			}
		})
	}
	group.Wait()
}

func (r *reading) progress(part string) {
	r.told.Lock() // held while telling, so that done never goes back
	defer r.told.Unlock()
	r.mu.Lock()
	r.done++
	done, all := r.done, r.all
	r.mu.Unlock()
	if r.opts.Progress != nil {
		r.opts.Progress(part, done, all)
	}
}

func (r *reading) waiting(d time.Duration) {
	r.told.Lock()
	defer r.told.Unlock()
	if r.opts.Waiting != nil {
		r.opts.Waiting(d)
	}
}

// whoAmI asks for what needs no privilege, and so shows whether anything can be read at all.
func (r *reading) whoAmI(ctx context.Context) error {
	body, header, err := r.fetch(ctx, "WhoAmI", 0)
	if err != nil {
		return err
	}
	var reply struct {
		UserID         guid `json:"UserId"`
		OrganizationID guid `json:"OrganizationId"`
	}
	if err := decode(body, &reply); err != nil {
		return err
	}
	if reply.UserID == "" || reply.OrganizationID == "" {
		return fmt.Errorf("the reply names no user and organisation: the address is not one of Dataverse")
	}
	r.env.Reader.UserID, r.env.OrganizationID = string(reply.UserID), string(reply.OrganizationID)
	if at, err := http.ParseTime(header.Get("Date")); err == nil {
		r.env.ReadAt = at.UTC()
	} else {
		r.miss(environment.PartClock, "the environment did not say what time it is, so nobody can tell which credentials have ended and how far back audit goes",
			"Read the environment again, without a proxy in between that takes the header Date away.")
	}
	if want := r.opts.OrganizationID; want != "" {
		if id, err := parseGUID(want); err != nil || id != reply.OrganizationID {
			return fmt.Errorf("the organisation that answers is %s, and %s was expected", reply.OrganizationID, want)
		}
	}
	return nil
}

// everything reads all parts. Those of application users come one after the other, each from what was found before.
func (r *reading) everything(ctx context.Context) {
	var metadata metadata
	tasks := []task{
		{environment.PartReader, r.readReader},
		{environment.PartReader, r.preflight},
		{environment.PartOrganization, r.readOrganization},
		{environment.PartBusinessUnits, r.readBusinessUnits},
		{environment.PartUsers, r.readUsers},
		{environment.PartTables, func(ctx context.Context) error { return metadata.readTables(ctx, r.client) }},
		{environment.PartSecuredColumns, func(ctx context.Context) error { return metadata.readSecured(ctx, r.client) }},
		{environment.PartRelationships, func(ctx context.Context) error { return metadata.readOneToMany(ctx, r.client) }},
		{environment.PartManyToMany, func(ctx context.Context) error { return metadata.readManyToMany(ctx, r.client) }},
		{environment.PartCustomAPIs, r.readCustomAPIs},
		{environment.PartReferences, r.readReferences},
	}
	r.env.Flows = []environment.Flow{}
	if r.opts.Flows {
		tasks = append(tasks, task{environment.PartFlows, r.readFlows})
	}
	r.together(ctx, tasks)
	r.env.Tables, r.env.Relationships = metadata.tablesWithColumns(), metadata.relationships()
	r.nameGrants()
	r.unexplained()
}

func (r *reading) readReader(ctx context.Context) error {
	var row struct {
		Name *string `json:"fullname"`
	}
	err := r.get(ctx, "systemusers("+r.env.Reader.UserID+")"+query("$select", "fullname"), &row)
	if err == nil && row.Name == nil {
		err = errors.New("the reply does not name the reader")
	}
	if err == nil {
		r.env.Reader.Name = *row.Name
	}
	return err
}

func (r *reading) readOrganization(ctx context.Context) error {
	rows, err := all[struct {
		Name string `json:"name"`
	}](ctx, r.client, "organizations"+query("$select", "name"))
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("the environment names %d organisations, and it is one", len(rows))
	}
	if err == nil {
		r.env.Name = rows[0].Name
	}
	return err
}

func (r *reading) readBusinessUnits(ctx context.Context) error {
	r.env.BusinessUnits = []environment.BusinessUnit{}
	type unitRow struct {
		ID       guid   `json:"businessunitid"`
		Name     string `json:"name"`
		Parent   guid   `json:"_parentbusinessunitid_value"`
		Disabled bool   `json:"isdisabled"`
	}
	rows, err := all[unitRow](ctx, r.client, "businessunits"+query("$select", "businessunitid,name,_parentbusinessunitid_value,isdisabled"))
	if err == nil {
		rows, err = named(rows, "business unit", func(row unitRow) string { return string(row.ID) })
	}
	for _, row := range rows {
		r.env.BusinessUnits = append(r.env.BusinessUnits, environment.BusinessUnit{
			ID: string(row.ID), Name: row.Name, Parent: string(row.Parent), Disabled: row.Disabled,
		})
	}
	r.env.BusinessUnits = ordered(r.env.BusinessUnits, func(b environment.BusinessUnit) string { return b.ID })
	return err
}

// ordered sorts rows by a key and keeps the first of those with the same key: a list that changes while its pages are
// read can show a row twice.
func ordered[T any](list []T, key func(T) string) []T {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return slices.CompactFunc(list, func(a, b T) bool { return key(a) == key(b) })
}
