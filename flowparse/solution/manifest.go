package solution

import "rolefit/flowparse/source"

// readManifest reads a solution.xml.
func (r *reader) readManifest(text *source.Text, root *element) {
	m := root.child("SolutionManifest")
	if m == nil {
		r.note(source.Error, "no-manifest", place(text, root), "the file holds no SolutionManifest", "export the solution again")
		return
	}
	publisher := m.child("Publisher")
	r.manifests = append(r.manifests, located[Manifest]{solutionFolder(text.Path), Manifest{
		UniqueName:   m.value("UniqueName"),
		Version:      m.value("Version"),
		Managed:      m.value("Managed") == "1",
		Publisher:    publisher.value("UniqueName"),
		PublisherTag: publisher.child("LocalizedNames").child("LocalizedName").attr("description"),
		Prefix:       publisher.value("CustomizationPrefix"),
		OptionPrefix: number(publisher.value("CustomizationOptionValuePrefix")),
		Place:        place(text, root),
	}})
}
