package function

import "slices"

// find returns the place of a member, or -1. An object in which the name could mean another member is refused: the
// page does not say whether names regard case.
func (o *Object) find(name string) (int, error) {
	at := -1
	key := foldKey(name)
	for i, m := range o.Members {
		if foldKey(m.Name) != key {
			continue
		}
		if m.Name != name || at >= 0 {
			return 0, errNames()
		}
		at = i
	}
	return at, nil
}

func errNames() error { return refuse("two names may be the same name") }

// property reads an object, a name and the place of that name.
func property(args []Value) (o *Object, name string, at int, err error) {
	if o, err = objectArg(args[0]); err != nil {
		return nil, "", 0, err
	}
	if name, err = textArg(args[1]); err != nil {
		return nil, "", 0, err
	}
	if name == "" {
		return nil, "", 0, refuse("the empty name is not documented")
	}
	at, err = o.find(name)
	return o, name, at, err
}

func addProperty(args []Value) (Value, error) {
	o, name, at, err := property(args)
	if err != nil {
		return nil, err
	}
	if at >= 0 {
		return nil, fails("the object has that property")
	}
	return &Object{Members: append(slices.Clone(o.Members), Member{name, args[2]})}, nil
}

func setProperty(args []Value) (Value, error) {
	o, name, at, err := property(args)
	if err != nil {
		return nil, err
	}
	members := slices.Clone(o.Members)
	if at < 0 {
		return &Object{Members: append(members, Member{name, args[2]})}, nil
	}
	members[at].Value = args[2]
	return &Object{Members: members}, nil
}

func removeProperty(args []Value) (Value, error) {
	o, _, at, err := property(args)
	if err != nil {
		return nil, err
	}
	if at < 0 {
		return o, nil
	}
	return &Object{Members: slices.Delete(slices.Clone(o.Members), at, at+1)}, nil
}

// coalesce returns the first value that is not null, or null.
func coalesce(args []Value) (Value, error) {
	for _, a := range args {
		if a != nil {
			return a, nil
		}
	}
	return nil, nil
}
