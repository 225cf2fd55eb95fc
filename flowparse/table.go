package flowparse

// TableName names a table as a flow does. One of the two is set; neither when no constant names it, as in the zero value.
type TableName struct {
	Set     string // entity set name, as actions use
	Logical string // logical name, as triggers and FetchXML use
}
