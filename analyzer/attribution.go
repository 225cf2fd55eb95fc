package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"rolefit/analyzer/fit"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/requirement"
	"rolefit/flowparse/source"
	"rolefit/privileges/environment"
)

// attribute says what rests on a guess of whose a connection is, and what nobody was compared with: a comparison of the wrong
// needs with the right roles would look as good as any other.
func (r *Result) attribute(opts Options) {
	if opts.Environment == nil || len(opts.Users) == 0 {
		return
	}
	var nobodys []string
	for _, i := range r.Identities() {
		if !IsCurrentConnection(i) {
			continue
		}
		u := userOf(opts.Users, i)
		switch {
		case u == nil && !somebodyElses(opts, i), u != nil && u.Roles == nil:
			nobodys = append(nobodys, strings.TrimPrefix(i.ID, "connection:"))
		case u != nil && !u.has(i):
			r.Notes = append(r.Notes, requirement.Note{
				Kind: "connection-assumed",
				Text: fmt.Sprintf("nothing says as whom %s signs in: it is taken to be %s, the only application user that was asked for", i.ID, u.Name),
			})
		}
	}
	if len(nobodys) > 0 {
		r.Diagnostics = append(r.Diagnostics, source.Diagnostic{
			Severity: source.Warning, Code: "connection-unassigned",
			Message: fmt.Sprintf("nothing says as which application user %s: what is needed there was compared with nobody", firstOf(nobodys, "connection", "sign in", "signs in")),
			Hint:    "name the application user's connection references with --connection, or state them in the configuration",
		})
	}
}

// somebodyElses reports whether the environment knows a connection to be nobody's that is compared.
func somebodyElses(opts Options, i operation.Identity) bool {
	for _, u := range opts.Environment.Users {
		if slices.ContainsFunc(opts.Users, func(of User) bool { return of.ID == u.ID }) && !isAmong(opts.Environment.ConnectionsOfOthers(u), i) {
			return false
		}
	}
	return true
}

// firstOf lists the first few names of a kind, with the verb that goes with how many there are.
func firstOf(names []string, kind, many, one string) string {
	const shown = 5
	switch n := len(names); {
	case n == 1:
		return "the " + kind + " " + names[0] + " " + one
	case n > shown:
		return fmt.Sprintf("%d %ss (%s and others) %s", n, kind, strings.Join(names[:shown], ", "), many)
	}
	return "the " + kind + "s " + strings.Join(names, ", ") + " " + many
}

// unattributed reports whether an application user of the environment stands for no connection although flows use some: then
// nothing is known of what it needs.
func (r *Result) unattributed(s Subject) bool {
	return s.User != "" && len(s.Identities) == 0 && slices.ContainsFunc(r.Identities(), IsCurrentConnection)
}

// leaveAside returns the application users, by their ids, that are not compared because no connection is known to be theirs
// and nobody named them: an environment has many of other applications. Where that is true of all, none is left aside, for
// then something is wrong.
func (r *Result) leaveAside(candidates []candidate, everyUser bool) []string {
	var aside, names []string
	others := 0
	for _, c := range candidates {
		switch u := c.user; {
		case u.ID == "":
		case everyUser && u.Line == 0 && r.unattributed(c.Subject):
			aside, names = append(aside, u.ID), append(names, u.Name)
		default:
			others++
		}
	}
	if others == 0 || len(aside) == 0 {
		return nil
	}
	r.Notes = append(r.Notes, requirement.Note{
		Kind: "user-aside", Text: fmt.Sprintf("%s not compared, for no connection of the flows is known to be theirs; name one with --app-id to ask for it", firstOf(names, "application user", "were", "was")),
	})
	return aside
}

// open is the comparison of a user of which nothing is known to be needed, and says so.
func (r *Result) open(s Subject) *fit.Comparison {
	const why = "No connection of the flows is known to be this application user's, so nothing could be compared with what it holds."
	r.Diagnostics = append(r.Diagnostics, source.Diagnostic{
		Severity: source.Error, Code: "user-without-connections", Message: "no connection of the flows is known to be " + s.Name + "'s: nothing was compared with its roles",
		Hint: "name its connection references with --connection, or state them in the configuration",
	})
	return &fit.Comparison{Sufficient: fit.Verdict{Answer: fit.Undecided, Why: []string{why}}, Minimal: fit.Verdict{Answer: fit.Undecided, Why: []string{why}}}
}

// heldPartly reports whether some of what an application user of the environment holds could not be read.
func heldPartly(s Subject, e *environment.Environment) bool {
	return s.User != "" && e != nil && slices.ContainsFunc([]string{
		environment.PartUsers, environment.PartUserRoles, environment.PartTeams, environment.PartTeamRoles, environment.PartRoles, environment.PartRole,
	}, e.Lacks)
}
