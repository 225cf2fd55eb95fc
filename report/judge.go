package report

// Judge settles the verdict: whether the worst finding is as severe as failOn ("error", "warning", "note" or "never"),
// or, when strict, whether an answer is undecided. It is called once, before anything is rendered.
func (d *Document) Judge(failOn string, strict bool) {
	d.Verdict = Verdict{}
	if failOn != "never" {
		d.Verdict.FailOn = failOn
	}
	rank := map[string]int{"note": 1, "warning": 2, "error": 3}
	for _, f := range d.Findings {
		if rank[f.Severity] > rank[d.Verdict.Worst] {
			d.Verdict.Worst = f.Severity
		}
	}
	d.Verdict.Fails = failOn != "never" && d.Verdict.Worst != "" && rank[d.Verdict.Worst] >= rank[failOn]
	if !strict {
		return
	}
	for _, s := range d.Subjects {
		if s.Sufficient == "undecided" || s.Minimal == "undecided" {
			d.Verdict.Fails = true
		}
	}
}
