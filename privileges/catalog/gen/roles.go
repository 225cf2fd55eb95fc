package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"rolefit/privileges"
	"rolefit/privileges/catalog/internal/sortedlines"
)

// buildRoles makes roles.lines and role-grants.lines. A grant record is either role, base and eight digits, one for each
// right: the level of prv<Right><base>, 0 for not granted; or role, privilege and one digit, for every other name.
func buildRoles(from fs.FS) (map[string][]sortedlines.Record, error) {
	roleRows, err := readTable(from, "roles.csv", "role", "template_id", "role_id", "dump_date", "source")
	if err != nil {
		return nil, err
	}
	var roles []sortedlines.Record
	for _, r := range roleRows {
		roles = append(roles, sortedlines.Record{r["role"], r["template_id"], r["role_id"], r["dump_date"], r["source"]})
	}
	grants, err := buildGrants(from)
	if err != nil {
		return nil, err
	}
	return map[string][]sortedlines.Record{"roles.lines": roles, "role-grants.lines": grants}, nil
}

func buildGrants(from fs.FS) ([]sortedlines.Record, error) {
	privilegeRows, err := readTable(from, "privileges.csv", "name", "verb", "kind")
	if err != nil {
		return nil, err
	}
	rightOf := map[string]privileges.Right{}
	for _, r := range privilegeRows {
		if right, ok := privileges.ParseRight(r["verb"]); ok && r["kind"] == "table" {
			rightOf[r["name"]] = right
		}
	}
	grantRows, err := readTable(from, "role_privileges.csv", "role", "privilege", "level")
	if err != nil {
		return nil, err
	}
	var records []sortedlines.Record
	perBase := map[[2]string][]byte{}
	for _, r := range grantRows {
		level, ok := privileges.ParseLevel(r["level"])
		if !ok || level == privileges.None {
			return nil, fmt.Errorf("reading role_privileges.csv: %q is no level", r["level"])
		}
		digit := byte('0') + byte(level)
		right := rightOf[r["privilege"]]
		base, regular := strings.CutPrefix(r["privilege"], "prv"+right.String())
		if right == privileges.NoRight || !regular {
			records = append(records, sortedlines.Record{r["role"], r["privilege"], string(digit)})
			continue
		}
		key := [2]string{r["role"], base}
		if perBase[key] == nil {
			perBase[key] = []byte("00000000")
		}
		perBase[key][slices.Index(privileges.Rights(), right)] = digit
	}
	for key, digits := range perBase {
		records = append(records, sortedlines.Record{key[0], key[1], string(digits)})
	}
	return records, nil
}
