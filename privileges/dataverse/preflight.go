package dataverse

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/auditor"
	"rolefit/privileges/environment"
)

// needs are the parts that are read, with the privileges that a reader must hold at Global to see all of them. Below that,
// lists are shorter and nothing in a reply says so.
func needs(flows bool) []auditor.Part {
	return slices.DeleteFunc(auditor.Needed(false), func(p auditor.Part) bool { return p.Name == environment.PartFlows && !flows })
}

// preflight asks which of the privileges for reading the reader holds; one that the reply leaves out is not held.
func (r *reading) preflight(ctx context.Context) error {
	var names []string
	for _, g := range auditor.Grants(needs(r.opts.Flows)) {
		names = append(names, g.Privilege)
	}
	list, err := json.Marshal(names)
	if err != nil {
		return err
	}
	path := "systemusers(" + r.env.Reader.UserID + ")/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p)"
	grants, err := r.privilegesFrom(ctx, path+query("@p", string(list)))
	if err != nil {
		return err
	}
	held := map[string]string{}
	for _, g := range grants {
		key := strings.ToLower(g.Privilege)
		if known, again := held[key]; !again || reach(g.Depth) > reach(known) {
			held[key] = g.Depth
		}
	}
	for _, part := range needs(r.opts.Flows) {
		for _, need := range part.Privileges {
			if why := short(need.Name, held); why != "" {
				r.expected = append(r.expected, environment.Missing{Part: part.Name, Why: why, Fix: "Give the reader " + need.Name + " at organization level (Global)."})
			}
		}
	}
	return nil
}

// short says what a reader lacks of a privilege, or nothing.
func short(privilege string, held map[string]string) string {
	depth, ok := held[strings.ToLower(privilege)]
	switch {
	case !ok:
		return "the reader lacks " + privilege
	case reach(depth) == privileges.Global:
		return ""
	case reach(depth) == privileges.None:
		return fmt.Sprintf("the reader holds %s for some rows only, so others were not seen", privilege)
	}
	return fmt.Sprintf("the reader holds %s at %s only, so rows further away were not seen", privilege, depth)
}
