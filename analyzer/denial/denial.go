// Package denial reads the errors in which Dataverse or Microsoft Entra ID refuse an operation, and says what is missing:
// the privilege, its level, who lacks it, and what to do.
//
// Read finds denials in a text, whatever it is wrapped in; it is pure and knows no metadata. Explain adds what the
// catalogue knows. The sentences of the platform, the codes and the steps are data (data/*.txt), each with its source.
//
// Limitations. Sentences are English, as the platform writes them for callers of its API; of a text in another language the
// code and the names of privileges near it are read. A privilege that the text names only by id stays unnamed. A text that holds no known sentence and no known code has no denial: nothing is guessed.
package denial

import "rolefit/privileges"

// MaxText is how many bytes of a text Read looks at; the rest is cut.
const MaxText = 2 << 20

// maxDenials bounds how many different denials one text yields.
const maxDenials = 200

// Kind says what was denied. The zero value is no kind.
type Kind string

// The kinds of denial.
const (
	MissingPrivilege  Kind = "missing-privilege"  // held at no level
	InsufficientLevel Kind = "insufficient-level" // held, and not deep enough for the row
	NoRole            Kind = "no-role"            // the principal holds no role
	OwnerLacks        Kind = "owner-lacks"        // whoever should own a row, or receive access, lacks the privilege
	GranterLacks      Kind = "granter-lacks"      // who changes a role lacks what he grants
	ColumnPermission  Kind = "column-permission"  // a secured column
	UserDisabled      Kind = "user-disabled"
	NotMember         Kind = "not-member" // the environment has no such user
	NoLicense         Kind = "no-license"
	SignIn            Kind = "sign-in"    // Microsoft Entra ID refused; Dataverse was not asked
	Unspecific        Kind = "unspecific" // denied, and the text does not say why
)

// PrincipalKind is what a principal is. The zero value means that the text does not say.
type PrincipalKind string

// The kinds of principal.
const (
	User PrincipalKind = "user" // type 8; application users are users
	Team PrincipalKind = "team" // type 9
)

// Principal is who was denied. Its zero value stands for nobody named.
type Principal struct {
	Kind PrincipalKind
	ID   string // lower-case GUID; empty when the text holds none
}

// Code is an error code. The zero value means that the text holds none that is known.
type Code struct {
	Number uint32 // of Dataverse, such as 0x80040220; 0 for codes of Microsoft Entra ID
	SignIn string // digits of a code of Microsoft Entra ID, such as "7000215"; empty for codes of Dataverse
	Name   string // as Microsoft's list names it; may be empty
}

// Denial is one refusal as its text states it.
type Denial struct {
	Kind      Kind
	Sentence  string // which sentence of the data was recognised, "fallback" or "code-and-name"; empty: the code alone
	Code      Code
	Wrapped   bool // a plug-in or workflow passed the error on (IsvAborted)
	Principal Principal
	Caller    string // lower-case GUID of who sent the request, where the text names somebody else than Principal

	Privilege   string             // name in the casing of the text; empty when the text names none
	PrivilegeID string             // lower-case GUID of the privilege, where the text names it by id only
	Rights      []privileges.Right // rights on a row, where the text names rights instead of a privilege
	OtherRights bool               // the text asks for rights too that no documentation names
	Entity      string             // logical name of the table in the text; for shared privileges any of their tables
	Label       string             // display name of the table, where the text has only that
	TypeCode    int                // object type code of the table; 0 when the text has none
	Level       privileges.Level   // None: the text does not say
	Missing     int                // how many privileges are missing, where the text counts them

	Column     string // logical name of a secured column
	Permission string // "Create", "Read" or "Update" on the column

	Filtered bool   // the account's privileges are filtered for want of a licence or a full access mode
	At       string // name of the action or run of a run history that holds the text; empty for plain text
	Count    int    // how often the text says it; at least 1
}

// Known reports whether the code is one.
func (c Code) Known() bool { return c.Number != 0 || c.SignIn != "" }
