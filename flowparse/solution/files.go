package solution

import (
	"slices"
	"strings"

	"rolefit/flowparse/source"
)

// Files names the files that something was read from, as places name them, in order. An archive is one file.
func (in *Input) Files() []string {
	var files []string
	for _, f := range in.Flows {
		files = append(files, f.Files...)
	}
	files = addFiles(files, in.Manifests, func(x Manifest) source.Place { return x.Place })
	files = addFiles(files, in.Skipped, func(x Component) source.Place { return x.Place })
	files = addFiles(files, in.Tables, func(x Table) source.Place { return x.Place })
	files = addFiles(files, in.Relations, func(x Relationship) source.Place { return x.Place })
	files = addFiles(files, in.References, func(x ConnectionReference) source.Place { return x.Place })
	files = addFiles(files, in.Variables, func(x EnvironmentVariable) source.Place { return x.Place })
	files = addFiles(files, in.CustomAPIs, func(x CustomAPI) source.Place { return x.Place })
	files = addFiles(files, in.Steps, func(x PluginStep) source.Place { return x.Place })
	files = addFiles(files, in.Processes, func(x Process) source.Place { return x.Place })
	files = addFiles(files, in.Roles, func(x RoleElement) source.Place { return x.Place })
	files = addFiles(files, in.Profiles, func(x ColumnProfile) source.Place { return x.Place })
	files = addFiles(files, in.Connectors, func(x Connector) source.Place { return x.Place })
	files = addFiles(files, in.Models, func(x Model) source.Place { return x.Place })
	for i, f := range files {
		files[i], _, _ = strings.Cut(f, "!/")
	}
	slices.Sort(files)
	return slices.Compact(files)
}

func addFiles[T any](files []string, list []T, place func(T) source.Place) []string {
	for _, x := range list {
		files = append(files, place(x).File)
	}
	return files
}
