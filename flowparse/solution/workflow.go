package solution

import (
	"fmt"
	"path"
	"strings"

	"rolefit/flowparse/source"
)

// record is a row of the Workflow table as an export describes it.
type record struct {
	id, name string
	category int
	draft    bool
	file     string // definition named by the record
	place    source.Place
}

func (r *reader) readWorkflowFile(text *source.Text, root *element) { r.readWorkflow(text, root) }

// cloudFlow is the category of cloud flows.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/workflow (2026-11-22)
const cloudFlow = 5

// readWorkflow reads a <Workflow>: a cloud flow's record, or a process of another kind.
func (r *reader) readWorkflow(text *source.Text, e *element) {
	rec := record{
		id: guid(e.attr("WorkflowId")), name: e.attr("Name"), category: number(e.value("Category")),
		draft: e.value("StateCode") == "0", file: e.value("JsonFileName"), place: place(text, e),
	}
	if rec.id == "" {
		r.note(source.Error, "workflow-without-id", rec.place, "a Workflow record has no id", "export the solution again")
		return
	}
	r.records = append(r.records, located[record]{solutionFolder(componentRoot(text.Path)), rec})
	kind, reason := skippedKind(rec.category)
	if kind == "" {
		return
	}
	skipped := Component{Kind: kind, Name: rec.name, ID: rec.id, Reason: reason, Place: rec.place}
	if rec.category > 4 {
		r.in.Skipped = append(r.in.Skipped, skipped)
		return
	}
	p := Process{
		ID: rec.id, Name: rec.name, UniqueName: e.value("UniqueName"), Category: rec.category,
		RealTime: e.value("Mode") == "1", RunsAsCaller: e.value("RunAs") == "1", Activated: !rec.draft,
		Table: strings.ToLower(e.value("PrimaryEntity")), OnCreate: flag(e.value("TriggerOnCreate")), OnDelete: flag(e.value("TriggerOnDelete")),
		File: e.value("XamlFileName"), Place: rec.place,
	}
	if p.Category == 0 && e.value("Mode") == "0" {
		skipped.Reason = "it runs in the background, as its owner"
	}
	for _, c := range strings.Split(e.value("TriggerOnUpdateAttributeList"), ",") {
		if c = strings.ToLower(strings.TrimSpace(c)); c != "" {
			p.OnUpdateColumns = append(p.OnUpdateColumns, c)
		}
	}
	r.processes = append(r.processes, located[foundProcess]{solutionFolder(componentRoot(text.Path)), foundProcess{p, skipped}})
}

// componentRoot is the path of customizations.xml that a component file beside it stands for.
func componentRoot(place string) string {
	if strings.HasSuffix(strings.ToLower(place), ".data.xml") {
		return path.Join(dirOf(dirOf(place)), "customizations.xml")
	}
	return place
}

// skippedKind names the kinds of process that are not analysed, with the reason. Cloud flows have none.
func skippedKind(category int) (kind, reason string) {
	switch category {
	case 0:
		return "classic workflow", "its definition was not read"
	case 1:
		return "dialog", "dialogs are retired and not read"
	case 2:
		return "business rule", "it runs inside forms and the server, not as a caller"
	case 3:
		return "custom process action", "its definition was not read; where a flow calls it, that is reported"
	case 4:
		return "business process flow", "it has no steps of its own; its table has privileges that users need"
	case cloudFlow:
		return "", ""
	case 6:
		return "desktop flow", "it runs on a desktop under the desktop's sign-in"
	case 7:
		return "AI flow", "its definition is not exported"
	}
	return "process of category " + fmt.Sprint(category), "this category is not known"
}
