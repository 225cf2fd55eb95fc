// Package analyzer joins the stages: it reads every flow of an input, derives what each identity needs, compares that
// with the roles held and draws the findings. It is a pipeline of calls from values to values; it reads no files of its
// own and prints nothing.
package analyzer

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"rolefit/analyzer/dataflow"
	"rolefit/analyzer/operation"
	"rolefit/analyzer/pin"
	"rolefit/analyzer/requirement"
	"rolefit/analyzer/rule"
	"rolefit/analyzer/schema"
	"rolefit/flowparse"
	"rolefit/flowparse/jsontree"
	"rolefit/flowparse/solution"
	"rolefit/flowparse/source"
	"rolefit/privileges"
	"rolefit/privileges/catalog"
	"rolefit/privileges/environment"
)

// Options choose how an input is analysed. The zero value analyses without comparing.
type Options struct {
	Roles               []privileges.Role // compared with the join of all connections of the current environment; none: nothing is compared
	RolesPartly         bool              // not everything of Roles could be read
	Users               []User            // application users, each compared with its own roles
	GrantConditional    bool              // conditional needs count as needed
	OmitDependencyReads bool              // reads that only documentation lists for the targets of lookups do not count as needed
	Pins                pin.Set           // what the configuration settles
	Catalog             *catalog.Catalog  // platform facts; nil: a new one

	// Environment is the live reading that the input was completed from; nil: none. Its application users are among Users.
	Environment *environment.Environment
	// Asked are the client ids of the application users that the environment was asked for, in lower case.
	Asked []string
	// EveryUser says that nobody named them: all that the environment has are looked at, those of which no connection is known
	// among them.
	EveryUser bool
	// ExpiryDays is how long before it expires a credential is warned of.
	ExpiryDays int
	Limits     jsontree.Limits // of one flow
	Workers    int             // flows analysed at once; 0: as many as there are processors
	Progress   func(done, all int)
}

// Result is the whole answer, each list in a fixed order.
type Result struct {
	Flows       []Flow
	Needs       []requirement.Need
	Columns     []requirement.ColumnNeed // rights on secured columns
	Blindspots  []requirement.Blindspot
	Untouched   []operation.Untouched
	Notes       []requirement.Note
	Marks       []operation.Mark
	Skipped     []solution.Component
	Diagnostics []source.Diagnostic
	Subjects    []Subject
	Findings    []rule.Finding
	Manifests   []solution.Manifest
	Catalog     *catalog.Catalog
	Environment *environment.Environment // as in Options
	Complete    bool                     // every part of the input that should be analysed was read and understood

	claims       []requirement.Claim
	columnClaims []requirement.ColumnClaim
	profiles     []solution.ColumnProfile
	users        []User
	reviewed     []requirement.Blindspot // closed by the configuration
	schema       *schema.Schema
	aside        []string            // ids of application users that nobody asked for and that stand for no connection
	defaults     map[string][]string // environment variable in lower case -> its defaults in the input
}

// Flow is one flow with what it asks for.
type Flow struct {
	File       solution.FlowFile
	Operations []operation.Operation
	Tables     []requirement.Table // of each operation
	Nodes      int
	Blindspots int
	Untouched  int
}

// Analyze runs the pipeline over an input. It fails only when the context ends.
func Analyze(ctx context.Context, in *solution.Input, opts Options) (*Result, error) {
	facts := opts.Catalog
	if facts == nil {
		facts = catalog.New()
	}
	names := schema.New(in, facts)
	roles := opts.allRoles()
	held := privileges.Union(roles...)
	stage := flowStage{
		schema: names, limits: opts.Limits,
		around: surroundings(in, names),
		needs:  requirement.Options{Pins: opts.Pins},
	}
	stage.around.Pins = opts.Pins
	if opts.Environment != nil {
		stage.around.Origin = opts.Environment.URL
	}
	if len(roles) > 0 {
		stage.needs.Held = func(name string) bool { _, ok := held.Get(privileges.KeyOf(name)); return ok }
	}
	read, err := stage.all(ctx, in.Flows, opts)
	if err != nil {
		return nil, err
	}
	stage.children(in.Flows, read)
	result := collect(in, read, opts, requirement.NewNames(names))
	result.Catalog, result.Environment, result.schema = facts, opts.Environment, names
	result.unmatched(opts)
	result.attribute(opts)
	result.Subjects = subjects(result, opts)
	slices.SortStableFunc(result.Diagnostics, source.CompareDiagnostics)
	result.Complete = result.Complete && !hasErrors(result.Diagnostics)
	result.Findings = result.findings(opts)
	return result, nil
}

// surroundings is what every flow is told of the rest of the input.
func surroundings(in *solution.Input, names *schema.Schema) operation.Surroundings {
	around := operation.Surroundings{KnownFlows: map[string]bool{}}
	around.IsSet = func(set string) bool { _, ok := names.TableOfSet(set); return set != "" && ok }
	for _, f := range in.Flows {
		if f.WorkflowID != "" {
			around.KnownFlows[f.WorkflowID] = true
		}
	}
	around.Connectors = map[string]operation.Connector{}
	for _, c := range in.Connectors {
		connector := operation.Connector{Address: "https://" + c.Host + c.BasePath, Operations: map[string]operation.Request{}}
		for _, o := range c.Operations {
			connector.Operations[o.ID] = operation.Request{Method: o.Method, Path: o.Path, Body: o.Body, Query: o.Query}
		}
		around.Connectors[strings.ToLower(c.Name)] = connector
	}
	return around
}

// flowStage turns flow files into what they ask for.
type flowStage struct {
	schema *schema.Schema
	limits jsontree.Limits
	around operation.Surroundings
	needs  requirement.Options
}

// analysed is one flow after its stage; its tree is gone.
type analysed struct {
	file        solution.FlowFile
	inputs      dataflow.Inputs // what its callers pass to it, as far as it was taken into account
	operations  operation.Result
	needs       requirement.Result
	diagnostics []source.Diagnostic
}

// all analyses flows side by side; each result has its own place, so that the order never depends on timing.
func (s flowStage) all(ctx context.Context, files []solution.FlowFile, opts Options) ([]analysed, error) {
	out := make([]analysed, len(files))
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var group sync.WaitGroup
	var progress sync.Mutex
	done := 0
	for range workers {
		group.Go(func() {
			for i := range next {
				out[i] = s.flow(files[i], nil)
				if opts.Progress != nil {
					progress.Lock()
					done++
					opts.Progress(done, len(files))
					progress.Unlock()
				}
			}
		})
	}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("analysing flows: %w", err)
	}
	return out, nil
}

// flow reads, parses and derives one flow, given what its callers pass to it.
func (s flowStage) flow(file solution.FlowFile, inputs dataflow.Inputs) analysed {
	a := analysed{file: file, inputs: inputs}
	text, err := file.Open()
	if err != nil {
		a.diagnostics = append(a.diagnostics, source.Diagnostic{
			Code: "unreadable-file", Place: source.Place{File: file.File()},
			Message: "the flow cannot be read: " + err.Error(), Hint: "export the flow again; nothing of it was analysed",
		})
		return a
	}
	flow, diagnostics := flowparse.Parse(text, flowparse.Options{Limits: s.limits})
	a.diagnostics = diagnostics
	if flow == nil {
		return a
	}
	around := s.around
	around.Inputs = inputs
	around.Flow = operation.Flow{ID: file.WorkflowID, Name: file.Name, File: file.File()}
	a.operations = operation.ReadFlow(flow, around)
	a.needs = requirement.Derive(a.operations, s.schema, s.needs)
	a.operations.Runs = dataflow.Runs{} // it holds the tree, which nobody needs any more
	return a
}

// collect joins the flows' results.
func collect(in *solution.Input, read []analysed, opts Options, names *requirement.Names) *Result {
	r := &Result{defaults: map[string][]string{}, Manifests: in.Manifests, Skipped: in.Skipped, profiles: in.Profiles, users: opts.Users}
	r.Diagnostics = append(r.Diagnostics, in.Diagnostics...)
	children := map[string]bool{}
	for _, a := range read {
		for _, c := range a.operations.Calls {
			children[c.Workflow] = true
		}
	}
	for _, a := range read {
		r.Diagnostics = append(r.Diagnostics, a.diagnostics...)
		r.keepDefaults(a.operations.Defaults)
		blind := append(blindspots(a.operations), a.needs.Blindspots...)
		if children[a.file.WorkflowID] {
			blind = append(blind, callersInChild(a.operations)...)
		}
		slices.SortStableFunc(blind, requirement.CompareBlindspots)
		blind, claims := r.review(blind, a.needs.Evidence, opts.Pins, names)
		r.Flows = append(r.Flows, Flow{
			File: a.file, Operations: a.operations.Operations, Tables: a.needs.Tables,
			Nodes: a.operations.Nodes, Blindspots: len(blind), Untouched: len(a.operations.Untouched),
		})
		r.Blindspots = append(r.Blindspots, blind...)
		r.Untouched = append(r.Untouched, a.operations.Untouched...)
		r.Notes = append(r.Notes, a.needs.Notes...)
		r.Marks = append(append(r.Marks, a.operations.Marks...), a.needs.Marks...)
		r.claims = append(r.claims, claims...)
		r.columnClaims = append(r.columnClaims, a.needs.Columns...)
	}
	r.variableDefaults(in.Variables)
	r.ownership(opts.Users, names)
	decide(r.claims, opts.Pins)
	decideColumns(r.columnClaims, r.claims)
	r.Needs = requirement.Join(r.claims)
	r.Columns = requirement.JoinColumns(r.columnClaims)
	r.Complete = in.ReadAnything && !hasErrors(r.Diagnostics)
	return r
}

// hasErrors reports whether some part of the input was not understood.
func hasErrors(diagnostics []source.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d source.Diagnostic) bool { return d.Severity == source.Error })
}

// blindspots carries the blind spots of the reading stage over.
func blindspots(ops operation.Result) []requirement.Blindspot {
	out := make([]requirement.Blindspot, 0, len(ops.Blindspots))
	for _, b := range ops.Blindspots {
		out = append(out, requirement.Blindspot{
			Identity: b.Identity, Kind: b.Kind, Why: b.Why, Fix: b.Fix, About: b.About, Reads: b.Reads, Place: b.Place, Flow: b.Flow.Name, FlowID: b.Flow.ID, Node: b.Node,
		})
	}
	return out
}

// callersInChild finds calls of a child flow that run under the caller's connection, which child flows do not support.
func callersInChild(ops operation.Result) []requirement.Blindspot {
	var out []requirement.Blindspot
	for _, op := range ops.Operations {
		if op.Identity.ID == operation.Invoker {
			out = append(out, requirement.Blindspot{
				Identity: op.Identity, Kind: "child-flow", Place: op.Place, Flow: op.Flow.Name, FlowID: op.Flow.ID, Node: op.Node,
				Why: "a child flow cannot run under its caller's connection",
				Fix: "bind the child flow's connection reference to a connection of its own",
			})
		}
	}
	return out
}
