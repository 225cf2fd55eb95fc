package solution

// NothingRecognised is the code of the diagnostic that a root holds no part of a solution.
const NothingRecognised = "nothing-recognised"

// recognised counts everything that was found so far, problems included: what grows while a root is read came from it.
func (r *reader) recognised() int {
	in := r.in
	return len(r.manifests) + len(r.records) + len(r.flows) + len(r.processes) + len(r.tables) + len(r.definitions) + len(r.customized) +
		len(r.yamlNames) + len(r.yamlColumns) + len(in.Skipped) + len(in.Relations) + len(in.References) + len(in.Variables) +
		len(in.CustomAPIs) + len(in.Steps) + len(in.Roles) + len(in.Profiles) + len(in.Connectors) + len(in.Models) + len(in.Diagnostics)
}

// holdsNothing says that a root was read and has no part of a solution, so that a wrong path, an empty folder or an archive
// of something else is not taken for an input in which all is well.
func (r *reader) holdsNothing(root Root, before int) {
	if r.recognised() > before || r.ctx.Err() != nil {
		return
	}
	r.problem(NothingRecognised, root.Label, "the input holds no flow, no role and no other part of a solution",
		"name the exported zip, its unpacked folder or a flow's JSON file")
}
