package report

import "rolefit/analyzer"

func (d *Document) findings(r *analyzer.Result) {}
