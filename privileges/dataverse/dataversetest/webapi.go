package dataversetest

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rolefit/privileges/environment"
)

// call is one request to the Web API of a user who may make it.
type call struct {
	*world
	origin string // https://127.0.0.1:PORT
	base   string // with the path of the API
	caller environment.User
	held   map[string]held
	query  query
	prefer prefer
	path   string // of the request below the base, as it came
	nested bool   // Seed.NestedFromStart
}

// prefer is what the Prefer header asks for.
type prefer struct {
	pageSize    int  // 0: not asked
	annotations bool // all of them
}

var (
	apiPath       = regexp.MustCompile(`^/api/data/v9\.[0-2]/`)
	maxPageSize   = regexp.MustCompile(`odata\.maxpagesize=(\d+)`)
	keyedSegment  = regexp.MustCompile(`^([A-Za-z_.]+)\(([^()]*)\)$`)
	oneNamedValue = regexp.MustCompile(`^([A-Za-z]+)=(.*)$`)
)

// serveDataverse answers requests to the Web API.
func (s *Server) serveDataverse(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("OData-Version", "4.0")
	w.Header().Set("x-ms-service-request-id", stable("request", strconv.Itoa(len(s.Requests()))))
	w.Header().Set("x-ms-ratelimit-burst-remaining-xrm-requests", strconv.Itoa(max(0, 6000-len(s.Requests()))))
	w.Header().Set("x-ms-ratelimit-time-remaining-xrm-requests", "1,199.74")
	client, problem := s.tokens.check(r, strings.TrimSuffix(s.Origin(), "/"))
	if problem != "" {
		challenge := fmt.Sprintf("Bearer authorization_uri=%s/%s/oauth2/authorize, resource_id=%s/", s.Authority(), s.seed.TenantID, s.Origin())
		if problem != noToken {
			challenge += ", error=invalid_token, error_description=" + problem
		}
		w.Header().Set("WWW-Authenticate", challenge)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if r.Method != http.MethodGet {
		writeError(w, http.StatusMethodNotAllowed, "0x0", "The requested resource does not support http method '"+r.Method+"'.")
		return
	}
	caller, ok := s.world.signedIn(client)
	if !ok {
		writeError(w, http.StatusForbidden, "0x80072560", "The user is not a member of the organization.")
		return
	}
	if caller.Disabled {
		writeError(w, http.StatusForbidden, "0x80040225", "The specified user(Id = "+caller.ID+") is disabled. Consider enabling this user.")
		return
	}
	body, err := s.answer(r, caller)
	if err != nil {
		var refused *refusal
		if !errors.As(err, &refused) {
			refused = &refusal{http.StatusInternalServerError, "0x80040216", "An unexpected error occurred."}
		}
		writeError(w, refused.status, refused.code, refused.message)
		return
	}
	if size := maxPageSize.FindString(r.Header.Get("Prefer")); size != "" {
		w.Header().Set("Preference-Applied", size)
	}
	if len(body) > 1 && body[1].name == "@odata.etag" {
		tag, _ := body[1].value.(string)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	writeJSON(w, http.StatusOK, body)
}

// answer is the body of an answer to a GET.
func (s *Server) answer(r *http.Request, caller environment.User) (object, error) {
	version := apiPath.FindString(r.URL.Path)
	if version == "" {
		return nil, &refusal{http.StatusNotFound, "0x80060888", "The requested URL is not served here: " + r.URL.Path}
	}
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	c := &call{
		world: s.world, origin: s.Origin(), base: s.Origin() + version, caller: caller, held: s.world.effective(caller), query: q,
		path: strings.TrimPrefix(r.URL.EscapedPath(), version), nested: s.seed.NestedFromStart,
	}
	for _, header := range r.Header.Values("Prefer") {
		if m := maxPageSize.FindStringSubmatch(header); m != nil {
			c.prefer.pageSize, _ = strconv.Atoi(m[1])
		}
		c.prefer.annotations = c.prefer.annotations || strings.Contains(header, `odata.include-annotations="*"`)
	}
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, version), "/")
	return c.route(segments)
}

// route finds what the segments of a path name.
func (c *call) route(segments []string) (object, error) {
	name, key, keyed := keyOf(segments[0])
	switch {
	case segments[0] == "WhoAmI" || segments[0] == "WhoAmI()":
		return c.whoAmI(), nil
	case name == "RetrieveRolePrivilegesRole" && len(segments) == 1:
		return c.rolePrivilegesOf(key)
	case name == "EntityDefinitions":
		return c.entityDefinitions(segments, key, keyed)
	case name == "RelationshipDefinitions":
		return c.relationshipDefinitions(segments)
	}
	s := c.sets[name]
	if s == nil {
		return nil, noSegment(name)
	}
	if !keyed {
		if len(segments) > 1 {
			return nil, noSegment(segments[1])
		}
		return c.list(s, s.rows)
	}
	if value, ok := strings.CutPrefix(key, s.key+"="); ok {
		key = value
	}
	if uuid.Validate(key) != nil || len(key) != 36 {
		return nil, &refusal{http.StatusBadRequest, "0x80060888", "Error in query syntax."}
	}
	key = strings.ToLower(key)
	found := s.byKey[key]
	if err := c.mayRead(s); err != nil {
		return nil, err
	}
	if found == nil || !c.visible(s, found) {
		return nil, &refusal{http.StatusNotFound, "0x80040217", s.table + " With Id = " + key + " Does Not Exist"}
	}
	switch len(segments) {
	case 1:
		return c.single(s, found)
	case 2:
		return c.below(s, key, segments[1])
	}
	return nil, noSegment(segments[2])
}

// keyOf splits "name(key)".
func keyOf(segment string) (name, key string, keyed bool) {
	if m := keyedSegment.FindStringSubmatch(segment); m != nil {
		return m[1], m[2], true
	}
	return segment, "", false
}

// below is what a segment names below one row: a collection, or a function that is bound to the row.
func (c *call) below(s *set, key, segment string) (object, error) {
	if n, ok := s.navigation[segment]; ok {
		target := c.sets[n.target]
		return c.list(target, rowsOf(target, n.links[key]))
	}
	name, arguments, _ := keyOf(segment)
	switch s.name + "/" + strings.TrimPrefix(name, "Microsoft.Dynamics.CRM.") {
	case "systemusers/RetrieveUserSetOfPrivilegesByNames":
		return c.userSetOfPrivileges(key, arguments)
	case "systemusers/RetrieveUserPrivileges":
		return c.userPrivileges(key)
	case "systemusers/RetrieveUserPrivilegeByPrivilegeName", "systemusers/RetrieveUserPrivilegeByPrivilegeId":
		return c.userPrivilege(key, arguments)
	case "teams/RetrieveTeamPrivileges":
		return c.teamPrivileges(key)
	}
	return nil, noSegment(segment)
}

func rowsOf(s *set, keys []string) []row {
	var rows []row
	for _, key := range keys {
		if r := s.byKey[key]; r != nil {
			rows = append(rows, r)
		}
	}
	return rows
}

func (c *call) whoAmI() object {
	return object{
		{"@odata.context", c.base + "$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse"},
		{"BusinessUnitId", c.caller.BusinessUnit}, {"UserId", c.caller.ID}, {"OrganizationId", orNull(c.seed.OrganizationID)},
	}
}

// mayRead refuses a caller who lacks the privilege to read a table.
func (c *call) mayRead(s *set) error { return c.mustHold(s.read, s.table, s.code) }

func (c *call) mustHold(privilege, table string, code int) error {
	if privilege == "" {
		return nil
	}
	key := strings.ToLower(privilege)
	if _, ok := c.held[key]; ok {
		return nil
	}
	return &refusal{http.StatusForbidden, "0x80040220", fmt.Sprintf(
		"Principal user (Id=%s, type=8, roleCount=%d, privilegeCount=%d, accessMode='%s'), is missing %s privilege (Id=%s) on OTC=%d for entity '%s'. context.Caller=%s",
		c.caller.ID, max(1, len(c.caller.Roles)), len(c.held), accessModes[c.caller.AccessMode], privilege, c.privileges[key].id, code, table, c.caller.ID)}
}

// accessModes are the labels of accessmode as messages have them.
var accessModes = map[int]string{
	0: "0 Read-Write", 1: "1 Administrative", 2: "2 Read", 3: "3 Support User", 4: "4 Non-interactive", 5: "5 Delegated Admin",
}

// visible says whether the caller's depth reaches a row. What it does not reach is left out without a word.
func (c *call) visible(s *set, r row) bool {
	if s.read == "" {
		return true
	}
	h := c.held[strings.ToLower(s.read)]
	owner, unit := c.ownerOf(s, r)
	switch h.Depth {
	case "Global":
		return true
	case "Deep":
		return c.within(unit, h.unit)
	case "Local":
		return unit == h.unit
	}
	return owner == c.caller.ID
}
