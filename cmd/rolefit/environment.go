package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"rolefit/privileges"
	"rolefit/privileges/environment"
)

// environmentFlags say which live environment completes the input: one that is read now, or a reading that was saved.
type environmentFlags struct {
	snapshot    string
	appIDs      []string
	connections []string
	expiryDays  int
	live        liveFlags
}

func (f *environmentFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.snapshot, "snapshot", "", `a saved reading of an environment ("rolefit snapshot"): its application users, roles, flows and tables`)
	flags.StringArrayVar(&f.connections, "connection", nil, "a connection reference that is the application user's (repeatable; default: those that the environment or the configuration says, else all)")
	flags.IntVar(&f.expiryDays, "expiry-days", 30, "warn of credentials of the app registration that expire within this many days")
	f.registerLive(flags)
}

// registerLive adds the flags of everything that reads an environment.
func (f *environmentFlags) registerLive(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.appIDs, "app-id", nil, "client id of an application user to look at (repeatable)")
	f.live.register(flags)
}

// given reports whether an environment is named at all.
func (f environmentFlags) given() bool { return f.snapshot != "" || f.live.url != "" }

// wrong says what is wrong with the flags, or nothing.
func (f environmentFlags) wrong() string {
	switch {
	case f.snapshot != "" && f.live.url != "":
		return "--snapshot and --environment-url exclude one another: a snapshot is read offline"
	case !f.given() && (len(f.appIDs) > 0 || len(f.connections) > 0 || f.live.asksForMore()):
		return "--app-id, --connection, --audit, --graph and --power-platform are about an environment: name one with --environment-url or --snapshot"
	case f.snapshot != "" && f.live.asksForMore():
		return "--audit, --graph and --power-platform are asked of a live environment: give them to \"rolefit snapshot\""
	}
	for _, id := range f.appIDs {
		if _, ok := privileges.ID(id); !ok {
			return fmt.Sprintf("--app-id takes the client id of an app registration, such as 00000000-0000-0000-0000-000000000000, not %q", printable(id))
		}
	}
	return f.live.wrong()
}

// read returns the environment that the flags name; nil when they name none. Client ids that a configuration states are
// looked at as well.
func (f environmentFlags) read(ctx context.Context, p program, stated []string) (*environment.Environment, error) {
	switch {
	case f.snapshot != "":
		e, err := readSnapshot(f.snapshot)
		if err != nil {
			return nil, err
		}
		for _, id := range f.clientIDs(nil) {
			if !covers(*e, id) {
				return nil, usageError{fmt.Errorf("the snapshot was not asked for an application user with the client id %s; it covers %s", id, nearest(id, clientIDsIn(*e)))}
			}
		}
		return e, nil
	case f.live.url != "":
		return p.readLive(ctx, f.live, f.clientIDs(stated))
	}
	return nil, nil
}

// clientIDs joins the client ids of the flags with those of a configuration, in lower case, each once.
func (f environmentFlags) clientIDs(stated []string) []string {
	var ids []string
	for _, given := range slices.Concat(f.appIDs, stated) {
		if id, ok := privileges.ID(given); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// covers reports whether a snapshot was asked for an application user, found or not.
func covers(e environment.Environment, id string) bool {
	return slices.Contains(clientIDsIn(e), id) || e.Lacks(environment.PartOf(environment.PartUser, id))
}

func clientIDsIn(e environment.Environment) []string {
	var ids []string
	for _, u := range e.Users {
		ids = append(ids, u.AppID)
	}
	return slices.Compact(ids)
}

func readSnapshot(name string) (*environment.Environment, error) {
	reading := func(err error) error {
		return fmt.Errorf("reading the snapshot %s: %w", filepath.ToSlash(name), unwrapPath(err))
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, usageError{reading(err)}
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, environment.MaxSize+1)) // Read refuses what is larger
	if err != nil {
		return nil, usageError{reading(err)}
	}
	e, err := environment.Read(filepath.ToSlash(filepath.Base(name)), raw)
	if err != nil {
		return nil, err
	}
	return &e, nil
}
