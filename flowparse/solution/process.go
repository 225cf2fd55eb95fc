package solution

import (
	"path"
	"strings"

	"rolefit/flowparse/source"
	"rolefit/flowparse/xaml"
)

// definitionKey joins a process with its XAML: the solution's folder and the file's name.
func definitionKey(folder, file string) string {
	return strings.ToLower(folder + "|" + path.Base(strings.ReplaceAll(file, `\`, "/")))
}

// foundProcess is a process and what is said of it when it is not analysed.
type foundProcess struct {
	Process
	skipped Component
}

// readDefinitions reads the XAML of the processes that can run in a caller's context: workflows and custom process actions
// that are activated. The others are not analysed.
func (r *reader) readDefinitions() {
	for _, p := range r.processes {
		process := p.is.Process
		if (process.Category == 0 || process.Category == 3) && process.Activated {
			process.Definition, process.Unread = r.definition(p.folder, process)
		}
		caller := process.Category == 3 || process.RealTime && process.RunsAsCaller
		if process.Definition == nil || !caller {
			r.in.Skipped = append(r.in.Skipped, p.is.skipped)
		}
		r.in.Processes = append(r.in.Processes, process)
	}
}

func (r *reader) definition(folder string, p Process) (*xaml.Workflow, string) {
	f, ok := r.definitions[definitionKey(folder, p.File)]
	if p.File == "" || !ok {
		return nil, "its definition is not in the input"
	}
	raw, err := r.bytes(f)
	if err != nil {
		r.unreadable(f.place, err)
		return nil, "its definition cannot be read"
	}
	w, err := xaml.Parse(raw)
	if err != nil {
		r.note(source.Warning, "unreadable-workflow", source.Place{File: f.place}, "the steps of the workflow cannot be read: "+err.Error(),
			"export the solution again; where an operation sets the workflow off, it is reported as code in the caller's context")
		return nil, "its definition cannot be read"
	}
	return &w, ""
}
