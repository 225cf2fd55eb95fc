package config_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"rolefit/cmd/rolefit/config"
)

func TestManyProblemsGiveTheSameShortTextOnEveryRun(t *testing.T) {
	var file strings.Builder
	file.WriteString("version: 1\nrows:\n")
	for i := range 300 {
		fmt.Fprintf(&file, "  - {table: t%d, of: oww, z: 1, a: 1, tabel: b}\n", i)
	}
	text := func() string {
		_, err := config.Parse("f", []byte(file.String()))
		return err.Error()
	}
	want := text()
	if lines := strings.Count(want, "\n"); lines != 100 || !strings.HasSuffix(want, "\nf: and 1100 more") {
		t.Errorf("%d lines:\n%s", lines, want)
	}
	for range 5 {
		if got := text(); got != want {
			t.Fatalf("first:\n%s\nthen:\n%s", want, got)
		}
	}
}

func TestALongTextIsNeverRepeatedWhereverItStands(t *testing.T) {
	secret := strings.Repeat("s3cr3t", 11)
	lines := strings.Split(full, "\n")
	failed := 0
	for i, line := range lines {
		key, _, _ := strings.Cut(line, ":")
		for _, changed := range []string{
			key + ": " + secret, key + ": \"" + secret, key + ": [" + secret + ", " + secret + "]", key + ": {" + secret + ": 1}",
			key + ": !" + secret + " a", key + ": *" + secret, line + secret, key + secret + ": 1", secret, key + ": @" + secret,
		} {
			file := strings.Join(slices.Concat(lines[:i], []string{changed}, lines[i+1:]), "\n")
			_, err := config.Parse("f", []byte(file))
			if err == nil {
				continue
			}
			failed++
			if strings.Contains(err.Error(), secret) {
				t.Errorf("line %d as %q gives %v", i+1, changed, err)
			}
		}
	}
	if failed < 5*len(lines) {
		t.Errorf("only %d of the files were refused", failed)
	}
}

func TestHostileFilesAreRefusedInTime(t *testing.T) {
	var numbered strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&numbered, "k%d: 1\n", i)
	}
	var duplicates strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&duplicates, "k%d: 1\n", i%30_000)
	}
	for name, file := range map[string]string{
		"unknown keys":      "version: 1\n" + numbered.String(),
		"duplicate keys":    "version: 1\n" + duplicates.String(),
		"entries":           "version: 1\ntables:\n" + strings.Repeat("- a\n", 45_000),
		"empty entries":     "version: 1\ntables:\n" + strings.Repeat("- {}\n", 45_000),
		"equal entries":     "version: 1\ntables:\n" + strings.Repeat("- {is: b, node: a}\n", 16_000),
		"equal tables":      "version: 1\ntables: [{node: a, is: [" + strings.Repeat("a,", 45_000) + "]}]",
		"one long key":      "version: 1\n" + strings.Repeat("k", 1_000_000) + ": 1\n",
		"one long value":    "version: 1\nrows: [{of: " + strings.Repeat("k", 1_000_000) + "}]\n",
		"nested dashes":     strings.Repeat("- ", 500_000),
		"nested questions":  strings.Repeat("? ", 500_000),
		"nested brackets":   strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000),
		"comments":          strings.Repeat("#\n", 500_000),
		"documents":         strings.Repeat("---\n", 250_000),
		"doubling aliases":  "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nversion: 1\n",
		"anchors":           "version: 1\nrows:\n" + strings.Repeat("- &a\n", 45_000),
		"a number too deep": "version: 1e999999999\n",
	} {
		began := time.Now()
		_, err := config.Parse("f", []byte(file))
		var e *config.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s took %v: %s", name, took.Round(time.Millisecond), strings.SplitN(err.Error(), "\n", 2)[0])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	for _, b := range badFiles {
		if len(b.file) < 10_000 {
			f.Add([]byte(b.file))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := config.Parse("f", data)
		last := strings.Count(string(data), "\n") + strings.Count(string(data), "\r") + 1
		if err == nil {
			if got.Version != config.Version {
				t.Errorf("accepted with version %d", got.Version)
			}
			for _, pin := range got.Tables {
				if pin.Node == "" || len(pin.Is) == 0 || pin.Line < 1 || pin.Line > last {
					t.Errorf("accepted %+v", pin)
				}
			}
			for _, user := range got.Users {
				if user.AppID == "" && len(user.Connections) == 0 {
					t.Errorf("accepted %+v", user)
				}
			}
			return
		}
		var e *config.Error
		if !errors.As(err, &e) || len(e.Problems) == 0 {
			t.Fatalf("got %v", err)
		}
		if _, again := config.Parse("f", data); again.Error() != err.Error() {
			t.Errorf("first:\n%v\nthen:\n%v", err, again)
		}
		for _, p := range e.Problems {
			if p.Line < 1 || p.Line > last || p.Column < 1 || p.Message == "" {
				t.Errorf("%+v stands nowhere in %d lines", p, last)
			}
			if strings.ContainsFunc(p.Key+p.Message+p.Suggestion, unicode.IsControl) {
				t.Errorf("%+v holds a control character", p)
			}
		}
		said := err.Error()
		for word := range strings.FieldsFuncSeq(string(data), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len([]rune(word)) > 64 && strings.Contains(said, word) {
				t.Errorf("repeats %s", word)
			}
		}
	})
}
