package odata

func FilterColumns(s string) []string { return nil }
