package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// order lists the packages from the input to the output: each may import only those before it.
var order = []string{
	"flowparse/source", "flowparse/shape", "flowparse/jsontree", "flowparse/expr", "flowparse/expr/function", "flowparse/odata", "flowparse/fetchxml", "flowparse/xaml", "flowparse", "flowparse/flowtest", "flowparse/solution",
	"privileges", "privileges/catalog/internal/sortedlines", "privileges/catalog/internal/stanza", "privileges/catalog", "privileges/rolexml", "privileges/grantfile", "privileges/environment", "privileges/auditor", "privileges/dataverse", "privileges/dataverse/dataversetest",
	"analyzer/denial", "analyzer/pin", "analyzer/dataflow", "analyzer/operation", "analyzer/schema", "analyzer/requirement", "analyzer/fit", "analyzer/rule", "analyzer",
	"report", "report/table", "cmd/rolefit/config", "cmd/rolefit",
}

// walls say which packages may import what only the edges need.
var walls = map[string][]string{
	"os":                                {"cmd/rolefit"},
	"os/exec":                           {},
	"net/http":                          {"privileges/dataverse", "privileges/dataverse/dataversetest", "cmd/rolefit"},
	"github.com/Azure/azure-sdk-for-go": {"privileges/dataverse"},
	"github.com/spf13/pflag":            {"cmd/rolefit"},
	"github.com/olekukonko/tablewriter": {"report/table"},
	"github.com/santhosh-tekuri/jsonschema/v5": {"flowparse/shape"},
}

func TestDataFlowsOneWay(t *testing.T) {
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		dir := path.Dir(name)
		if dir == "fixtures" || dir == "privileges/catalog/gen" {
			return nil
		}
		at := slices.Index(order, dir)
		if at < 0 {
			t.Errorf("package %s has no place in the order of packages", dir)
			return nil
		}
		raw, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, raw, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if inner, ok := strings.CutPrefix(imported, "rolefit/"); ok && slices.Index(order, inner) >= at {
				t.Errorf("%s imports %s, which comes after it", name, inner)
			}
			for wall, allowed := range walls {
				if (imported == wall || strings.HasPrefix(imported, wall+"/")) && !slices.Contains(allowed, dir) && wall != "os" || imported == "os" && wall == "os" && !slices.Contains(allowed, dir) {
					t.Errorf("%s imports %s, which belongs to %v", name, imported, allowed)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNoFileOutgrowsItsPurpose(t *testing.T) {
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		raw, err := fs.ReadFile(root, name)
		if lines := strings.Count(string(raw), "\n"); lines > 400 {
			t.Errorf("%s has %d lines; split it by job", name, lines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
