package requirement

// MessageNeeds lists every need of messages.txt, for the test that reads them all.
func MessageNeeds() []string {
	var all []string
	for _, fact := range messageTable() {
		all = append(all, fact.needs...)
	}
	return all
}
