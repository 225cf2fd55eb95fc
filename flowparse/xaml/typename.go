package xaml

import "strings"

// The namespaces of XAML that are no CLR namespace, by what plumbing.tsv calls them. Microsoft's own documentation
// spells the first with https in samples.
const (
	activitiesNS      = "http://schemas.microsoft.com/netfx/2009/xaml/activities"
	activitiesNSHTTPS = "https://schemas.microsoft.com/netfx/2009/xaml/activities"
	xamlNS            = "http://schemas.microsoft.com/winfx/2006/xaml"
)

// platformToken is the public key token of the assemblies that hold the platform's activities.
const platformToken = "31bf3856ad364e35"

// typeName names a CLR type, or a type of one of XAML's own namespaces with "-" for the assembly, or of
// neither with "?".
type typeName struct {
	assembly  string // simple name
	namespace string
	name      string
}

// The places that hold activities with a meaning of their own.
const (
	sdkAssembly     = "Microsoft.Xrm.Sdk.Workflow"
	sdkNamespace    = "Microsoft.Xrm.Sdk.Workflow.Activities"
	crmAssembly     = "Microsoft.Crm.Workflow"
	crmNamespace    = "Microsoft.Crm.Workflow.Activities"
	clientNamespace = "Microsoft.Crm.Workflow.ClientActivities"
)

func (t typeName) String() string {
	if t.assembly == "-" || t.assembly == "?" {
		return t.namespace + ":" + t.name
	}
	return t.namespace + "." + t.name + ", " + t.assembly
}

// elementType returns the type that an element stands for.
func elementType(space, local string) typeName {
	switch space {
	case activitiesNS, activitiesNSHTTPS:
		return typeName{"-", "activities", local}
	case xamlNS:
		return typeName{"-", "xaml", local}
	}
	clr, ok := strings.CutPrefix(space, "clr-namespace:")
	if !ok {
		return typeName{"?", space, local}
	}
	namespace, rest, _ := strings.Cut(clr, ";")
	full, _ := strings.CutPrefix(strings.TrimSpace(rest), "assembly=")
	assembly, _, _ := strings.Cut(full, ",")
	return typeName{strings.TrimSpace(assembly), strings.TrimSpace(namespace), local}
}

// qualifiedType reads an assembly-qualified type name. The second result says whether the type belongs to the
// platform: its assembly carries Microsoft's key, so that foreign code under a platform name still counts as code.
func qualifiedType(text string) (typeName, bool) {
	parts := strings.Split(text, ",")
	full := strings.TrimSpace(parts[0])
	t := typeName{name: full}
	if i := strings.LastIndexByte(full, '.'); i >= 0 {
		t.namespace, t.name = full[:i], full[i+1:]
	}
	if len(parts) < 2 {
		return t, false
	}
	t.assembly = strings.TrimSpace(parts[1])
	var token string
	for _, part := range parts[2:] {
		if key, value, _ := strings.Cut(part, "="); strings.EqualFold(strings.TrimSpace(key), "PublicKeyToken") {
			token = strings.TrimSpace(value)
		}
	}
	return t, t.assembly == crmAssembly && strings.EqualFold(token, platformToken)
}
