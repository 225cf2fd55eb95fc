package requirement

// guardedColumn names the privilege that the change of a column asks for beyond Write on its table.
// Source: https://learn.microsoft.com/power-platform/admin/miscellaneous-privileges (2026-11-22)
func guardedColumn(table, column string) (privilege string, ok bool) {
	switch table + "." + column {
	case "systemuser.isdisabled":
		return "prvDisableUser", true
	case "systemuser.businessunitid":
		return "prvReparentUser", true
	case "systemuser.parentsystemuserid":
		return "prvAssignManager", true
	case "systemuser.positionid":
		return "prvAssignPosition", true
	case "systemuser.territoryid":
		return "prvAssignTerritory", true
	case "team.businessunitid":
		return "prvReparentTeam", true
	case "businessunit.parentbusinessunitid":
		return "prvReparentBusinessUnit", true
	case "businessunit.isdisabled":
		return "prvDisableBusinessUnit", true
	case "systemuser.emailrouteraccessapproval", "queue.emailrouteraccessapproval":
		return "prvApproveRejectEmailAddress", true
	case "opportunityproduct.ispriceoverridden":
		return "prvOverridePriceEngineOpportunity", true
	case "quotedetail.ispriceoverridden":
		return "prvOverridePriceEngineQuote", true
	case "salesorderdetail.ispriceoverridden":
		return "prvOverridePriceEngineOrder", true
	case "invoicedetail.ispriceoverridden":
		return "prvOverridePriceEngineInvoice", true
	}
	return "", false
}
