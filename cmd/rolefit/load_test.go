//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
)

// TestALargeEnvironmentIsReadWithinItsBounds reads 40 teams, 300 roles (one of 4,132 privileges), 500 tables and 2,000
// flows in a process of its own: its memory, and the requests that the fake counts, stay within bounds.
func TestALargeEnvironmentIsReadWithinItsBounds(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes several times the memory that is measured here")
	}
	const (
		memory = 500 << 20
		spare  = 1.2 // times pages and distinct roles
	)
	seed := dataversetest.Large(40, 300, 500, 2000)
	l := startLive(t, seed)
	binary := filepath.Join(t.TempDir(), "rolefit")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, binary); err != nil {
		t.Fatal(err)
	}
	snapshot := filepath.Join(t.TempDir(), "env.json")
	args := append([]string{"snapshot", "-o", snapshot, "--environment-url", l.server.Origin(), "--app-id", seed.Users[0].AppID}, l.flags()...)
	peak := inProcess(t, binary, args...)
	raw, err := os.ReadFile(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	e, err := environment.Read("env.json", raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Missing) > 0 || len(e.Teams) != 40 || len(e.RoleGrants) < 300 || len(e.Tables) != 500 || len(e.Flows) != 2000 {
		t.Fatalf("%d teams, %d roles, %d tables and %d flows were read; missing: %v", len(e.Teams), len(e.RoleGrants), len(e.Tables), len(e.Flows), e.Missing)
	}
	asked, distinct := 0, map[string]bool{}
	for _, r := range l.server.Requests() {
		if r.Origin == dataversetest.Dataverse {
			asked++
			distinct[r.Path] = true
		}
	}
	t.Logf("reading: %d requests, %d of them distinct, %d roles; peak memory %d MB; snapshot %d MB", asked, len(distinct), len(e.RoleGrants), peak>>20, len(raw)>>20)
	if float64(asked) > spare*float64(len(distinct)) {
		t.Errorf("%d requests for %d pages and roles", asked, len(distinct))
	}
	peak = max(peak, inProcess(t, binary, "check", "--snapshot", snapshot, "--format", "json", "-o", filepath.Join(t.TempDir(), "report.json"), "--fail-on", "never"))
	t.Logf("peak memory of reading and checking: %d MB", peak>>20)
	if peak > memory {
		t.Errorf("%d MB were used", peak>>20)
	}
}

// inProcess runs the program in a process of its own and returns the most memory it had, in bytes.
func inProcess(t *testing.T, binary string, args ...string) int64 {
	t.Helper()
	command := exec.Command(binary, args...)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	if err := command.Run(); err != nil {
		t.Fatalf("rolefit %s: %v\n%s", strings.Join(args[:1], " "), err, complaints.String())
	}
	return command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}
