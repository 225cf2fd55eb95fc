package flowtest

import (
	"fmt"
	"strconv"
)

// term evaluates an expression where it stands. An expression that fails panics with failure.
func (i *interpreter) term(t *term, f *frame) any {
	switch t.kind {
	case word:
		return t.text
	case number:
		n, err := strconv.Atoi(t.text)
		if err != nil {
			return fail("%v", err)
		}
		return n
	case truth:
		return t.text == "true"
	case property:
		return propertyOf(i.term(t.args[0], f), t.text)
	case position:
		n, err := strconv.Atoi(t.text)
		if err != nil {
			return fail("%v", err)
		}
		return positionOf(i.term(t.args[0], f), n)
	case chosen:
		base, key := i.term(t.args[0], f), i.term(t.args[1], f)
		if n, ok := key.(int); ok {
			return positionOf(base, n)
		}
		return propertyOf(base, must[string](key))
	case invoked:
		return i.invoke(t, f)
	}
	return nil
}

// invoke calls a function. Those that read the run, and those that evaluate only some of their arguments, are here.
func (i *interpreter) invoke(t *term, f *frame) any {
	name := ""
	if len(t.args) == 1 {
		name = t.args[0].text
	}
	switch t.text {
	case "variables":
		v, ok := i.variables[name]
		if !ok {
			return fail("the variable %s is not there yet", name)
		}
		return v
	case "parameters":
		return "contacts"
	case "triggerBody":
		return i.trigger
	case "outputs":
		return f.outputsOf(name)
	case "body":
		return propertyOf(f.outputsOf(name), "body")
	case "actions":
		return Object{{"outputs", f.outputsOf(name)}}
	case "items":
		for ; f.loop != name; f = f.outer {
			if f.outer == nil {
				return fail("no loop %s", name)
			}
		}
		return f.item
	case "item":
		for ; f.loop == ""; f = f.outer {
			if f.outer == nil {
				return fail("no loop")
			}
		}
		return f.item
	case "guid":
		i.guids++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", i.guids)
	case "if":
		if must[bool](i.term(t.args[0], f)) {
			return i.term(t.args[1], f)
		}
		return i.term(t.args[2], f)
	case "coalesce":
		for _, a := range t.args {
			if v := i.term(a, f); v != nil {
				return v
			}
		}
		return nil
	case "and", "or":
		for _, a := range t.args {
			if must[bool](i.term(a, f)) == (t.text == "or") {
				return t.text == "or"
			}
		}
		return t.text == "and"
	}
	args := make([]any, len(t.args))
	for n, a := range t.args {
		args[n] = i.term(a, f)
	}
	call, ok := platform[t.text]
	if !ok {
		return fail("the interpreter does not know %s", t.text)
	}
	return call(args)
}

// outputsOf is what a node returned in this pass or around it; null for one that did not.
func (f *frame) outputsOf(name string) any {
	for ; f != nil; f = f.outer {
		if v, ok := f.outputs[name]; ok {
			return v
		}
	}
	return nil
}
