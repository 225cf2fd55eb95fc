package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolefit/cmd/rolefit/config"
)

// TestTheReadmesConfigurationIsValid holds the example to the schema that the program reads.
func TestTheReadmesConfigurationIsValid(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(raw), "```yaml\n")
	example, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the README shows no configuration")
	}
	c, err := config.Parse("README.md", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Users) == 0 || len(c.Tables) == 0 || len(c.Rows) == 0 || len(c.Conditional) == 0 || len(c.Reviewed) == 0 {
		t.Errorf("the example shows too little: %+v", c)
	}
}
