package requirement

// Where the rules of semantics 2 come from, with the date they were read.
const (
	sourceAccessRights  = "https://learn.microsoft.com/power-apps/developer/data-platform/security-access-rights (2026-11-22)"
	sourceAccess        = "https://learn.microsoft.com/power-platform/admin/how-record-access-determined (2026-11-22)"
	sourceUpsert        = "https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record (2026-11-22)"
	sourceTrigger       = "https://learn.microsoft.com/power-automate/dataverse/create-update-delete-trigger (2026-11-22)"
	sourceConnections   = "https://learn.microsoft.com/power-automate/dataverse/manage-dataverse-connections (2026-11-22)"
	sourceConnector     = "connector definition shared_commondataserviceforapps v1.0.1820 (2026-07-29)"
	sourceLegacy        = "https://learn.microsoft.com/connectors/commondataservice (2026-11-22)"
	sourceMessages      = "https://learn.microsoft.com/power-platform/admin/miscellaneous-privileges (2026-11-22)"
	sourceCustomAPI     = "https://learn.microsoft.com/power-apps/developer/data-platform/custom-api (2026-11-22)"
	sourceEvents        = "https://learn.microsoft.com/power-automate/dataverse/action-trigger (2026-11-22)"
	sourceColumns       = "https://learn.microsoft.com/power-platform/admin/field-level-security (2026-11-25)"
	sourceDefinitions   = "https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api (2026-11-25)"
	sourceImpersonation = "https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api (2026-11-22)"
	sourcePrompts       = "https://learn.microsoft.com/ai-builder/use-your-own-prompt-data (2026-11-26)"
	sourceElevation     = "https://learn.microsoft.com/power-platform/admin/prevent-elevation-security-role-privilege (2026-11-22)"
)

// rule is the row of the semantics that a need follows, with what it rests on.
type rule struct {
	name   string
	basis  Basis
	source string
	note   string
}
