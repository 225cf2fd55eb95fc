package flowtest

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Flow is a random flow, which can be read like an export, and run. The zero value has no actions. See Draw.
type Flow struct {
	start   []*randomAction // initialisations, in order
	actions []*randomAction
}

// randomAction is one action. Which fields count depends on its type.
type randomAction struct {
	kind, name string
	after      []dependency
	variable   string     // set, extended, counted
	starts     []initial  // InitializeVariable
	value      *document  // what is composed, set, looped over, switched on, filtered or parsed; of a call, the probed name
	second     *document  // Select: what each element becomes
	condition  *condition // If, Until, Query
	blocks     []block    // If: two; Scope, Foreach, Until: one; Switch: cases and then the default
	parallel   bool       // Foreach
}

type dependency struct {
	name     string
	statuses []string
}

type initial struct {
	name, kind string
	value      *document // nil: none
}

type block struct {
	is      string // of a case
	actions []*randomAction
}

// condition is what an If tests: written as objects, or as one term when term is set.
type condition struct {
	term     *term
	operator string // and, or, not, equals
	inner    []*condition
	operands []*document
}

// MarshalJSON writes a condition as a flow does.
func (c *condition) MarshalJSON() ([]byte, error) {
	switch {
	case c.term != nil:
		return json.Marshal("@" + c.term.String())
	case c.operator == "equals":
		return json.Marshal(map[string]any{c.operator: c.operands})
	case c.operator == "not":
		return json.Marshal(map[string]any{c.operator: c.inner[0]})
	}
	return json.Marshal(map[string]any{c.operator: c.inner})
}

func (c *condition) simpler() []*condition {
	var out []*condition
	if c.term != nil {
		for _, t := range c.term.simpler() {
			out = append(out, &condition{term: t})
		}
	}
	if c.operator != "not" {
		for i := range c.inner {
			if len(c.inner) > 1 {
				out = append(out, &condition{operator: c.operator, inner: slices.Delete(slices.Clone(c.inner), i, i+1)})
			}
		}
	}
	for i, inner := range c.inner {
		for _, s := range inner.simpler() {
			changed := slices.Clone(c.inner)
			changed[i] = s
			out = append(out, &condition{operator: c.operator, inner: changed})
		}
	}
	return append(out, c.inner...)
}

// MarshalJSON writes a flow as an export does.
func (f *Flow) MarshalJSON() ([]byte, error) {
	actions := map[string]any{}
	for _, a := range slices.Concat(f.start, f.actions) {
		actions[a.name] = a.render()
	}
	return json.Marshal(map[string]any{"properties": map[string]any{
		"connectionReferences": json.RawMessage("{" + embedded + "}"),
		"definition": map[string]any{
			"parameters": map[string]any{"Table": map[string]any{"type": "String", "defaultValue": "contacts"}},
			"triggers":   map[string]any{"T": map[string]any{"type": "Request"}},
			"actions":    actions,
		},
	}})
}

func renderBlock(actions []*randomAction) map[string]any {
	out := map[string]any{}
	for _, a := range actions {
		out[a.name] = a.render()
	}
	return map[string]any{"actions": out}
}

func (a *randomAction) render() map[string]any {
	after := map[string]any{}
	for _, d := range a.after {
		after[d.name] = d.statuses
	}
	n := map[string]any{"type": a.kind, "runAfter": after}
	switch a.kind {
	case "InitializeVariable":
		var all []any
		for _, s := range a.starts {
			v := map[string]any{"name": s.name, "type": s.kind}
			if s.value != nil {
				v["value"] = s.value
			}
			all = append(all, v)
		}
		n["inputs"] = map[string]any{"variables": all}
	case "Compose":
		n["inputs"] = a.value
	case "ParseJson":
		n["inputs"] = map[string]any{"content": a.value, "schema": map[string]any{}}
	case "Select":
		n["inputs"] = map[string]any{"from": a.value, "select": a.second}
	case "Query":
		n["inputs"] = map[string]any{"from": a.value, "where": a.condition}
	case "If":
		n["expression"] = a.condition
		n["actions"], n["else"] = renderBlock(a.blocks[0].actions)["actions"], renderBlock(a.blocks[1].actions)
	case "Switch":
		cases := map[string]any{}
		last := len(a.blocks) - 1
		for i, b := range a.blocks[:last] {
			rendered := renderBlock(b.actions)
			rendered["case"] = b.is
			cases[fmt.Sprint("Case", i)] = rendered
		}
		n["expression"], n["cases"], n["default"] = a.value, cases, renderBlock(a.blocks[last].actions)
	case "Scope":
		n["actions"] = renderBlock(a.blocks[0].actions)["actions"]
	case "Foreach":
		n["foreach"], n["actions"] = a.value, renderBlock(a.blocks[0].actions)["actions"]
		if !a.parallel {
			n["operationOptions"] = "Sequential"
		}
	case "Until":
		n["expression"], n["actions"] = a.condition, renderBlock(a.blocks[0].actions)["actions"]
		n["limit"] = map[string]any{"count": maxPasses}
	case "ListRecords":
		dataverse(n, a.kind, map[string]any{"entityName": a.value})
	case "CreateRecord":
		dataverse(n, a.kind, map[string]any{"entityName": "accounts", "item/cfs_Ref@odata.bind": a.value})
	case "PerformUnboundAction":
		dataverse(n, a.kind, map[string]any{"actionName": a.value})
	default:
		n["inputs"] = map[string]any{"name": a.variable, "value": a.value}
	}
	return n
}

// dataverse makes a node a call to Dataverse.
func dataverse(n map[string]any, operation string, parameters map[string]any) {
	n["type"] = "OpenApiConnection"
	n["inputs"] = map[string]any{"parameters": parameters, "host": map[string]any{
		"apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps", "connectionName": "c", "operationId": operation,
	}}
}

func (f *Flow) clone() *Flow { return &Flow{cloneAll(f.start), cloneAll(f.actions)} }

func cloneAll(actions []*randomAction) []*randomAction {
	out := make([]*randomAction, len(actions))
	for i, a := range actions {
		c := *a
		c.after, c.starts, c.blocks = slices.Clone(a.after), slices.Clone(a.starts), slices.Clone(a.blocks)
		for k := range c.blocks {
			c.blocks[k].actions = cloneAll(c.blocks[k].actions)
		}
		out[i] = &c
	}
	return out
}

// walk visits every action, and the block that it stands in.
func (f *Flow) walk(visit func(in *[]*randomAction, a *randomAction)) {
	walkBlock(&f.start, visit)
	walkBlock(&f.actions, visit)
}

func walkBlock(in *[]*randomAction, visit func(*[]*randomAction, *randomAction)) {
	for _, a := range slices.Clone(*in) {
		visit(in, a)
		for i := range a.blocks {
			walkBlock(&a.blocks[i].actions, visit)
		}
	}
}

// without is the flow without one action and all inside it: what ran after it runs after what it ran after.
func (f *Flow) without(name string) *Flow {
	c := f.clone()
	c.walk(func(in *[]*randomAction, a *randomAction) {
		if a.name != name {
			return
		}
		*in = slices.DeleteFunc(slices.Clone(*in), func(b *randomAction) bool { return b == a })
		for _, b := range slices.Concat(*in, c.actions) {
			b.replace(a.name, a.after)
		}
	})
	return c
}

// replace puts dependencies in the place of one.
func (a *randomAction) replace(name string, with []dependency) {
	i := slices.IndexFunc(a.after, func(d dependency) bool { return d.name == name })
	if i < 0 {
		return
	}
	a.after = slices.Delete(slices.Clone(a.after), i, i+1)
	for _, d := range with {
		if !slices.ContainsFunc(a.after, func(e dependency) bool { return e.name == d.name }) {
			a.after = append(a.after, d)
		}
	}
}

// opened is the flow with the nodes of a container's blocks in the container's place.
func (f *Flow) opened(name string) *Flow {
	c := f.clone()
	c.walk(func(in *[]*randomAction, a *randomAction) {
		if a.name != name {
			return
		}
		*in = slices.DeleteFunc(slices.Clone(*in), func(b *randomAction) bool { return b == a })
		var inner []*randomAction
		var ended []dependency
		for _, b := range a.blocks {
			inner = append(inner, b.actions...)
		}
		for _, b := range inner {
			ended = append(ended, dependency{b.name, []string{Succeeded}})
			if len(b.after) == 0 {
				b.after = a.after
			}
		}
		for _, b := range *in {
			b.replace(a.name, ended)
		}
		*in = append(*in, inner...)
	})
	return c
}

// smaller are flows that do a little less: without one action, or with one simpler value.
func (f *Flow) smaller() []*Flow {
	var out []*Flow
	f.walk(func(_ *[]*randomAction, a *randomAction) {
		out = append(out, f.without(a.name))
		if len(a.blocks) > 0 {
			out = append(out, f.opened(a.name))
		}
		change := func(edit func(*randomAction)) {
			c := f.clone()
			c.walk(func(_ *[]*randomAction, b *randomAction) {
				if b.name == a.name {
					edit(b)
				}
			})
			out = append(out, c)
		}
		for i := range a.starts {
			change(func(b *randomAction) { b.starts = slices.Delete(b.starts, i, i+1) })
		}
		if a.kind == "Switch" && len(a.blocks) > 1 {
			change(func(b *randomAction) { b.blocks = b.blocks[1:] })
		}
		if a.parallel {
			change(func(b *randomAction) { b.parallel = false })
		}
		if a.value != nil {
			for _, d := range a.value.simpler() {
				change(func(b *randomAction) { b.value = d })
			}
		}
		if a.condition != nil {
			for _, c := range a.condition.simpler() {
				change(func(b *randomAction) { b.condition = c })
			}
		}
	})
	return out
}

const embedded = `"c":{"runtimeSource":"embedded","connection":{"connectionReferenceLogicalName":"cfs_c"},"api":{"name":"shared_commondataserviceforapps"}}`
