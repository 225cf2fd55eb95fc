package function

import "slices"

// union of arrays keeps the first of equal items, in order; union of objects takes the last value of a name.
func union(args []Value) (Value, error) {
	if _, ok := args[0].(*Object); ok {
		return mergeObjects(args)
	}
	sets, err := itemSets(args)
	if err != nil {
		return nil, err
	}
	seen := map[Value]bool{}
	all := Array{}
	for _, items := range sets {
		for _, item := range items {
			if !seen[item] {
				seen[item] = true
				all = append(all, item)
			}
		}
	}
	return all, nil
}

// intersection of arrays keeps the items of the first that all others have. Items that occur twice in the first are
// refused: whether they stay twice is not documented. So are objects: which values count as common is not.
func intersection(args []Value) (Value, error) {
	sets, err := itemSets(args)
	if err != nil {
		return nil, err
	}
	common := slices.Clone(sets[0])
	seen := map[Value]bool{}
	for _, item := range common {
		if seen[item] {
			return nil, refuse("whether a repeated item stays repeated is not documented")
		}
		seen[item] = true
	}
	for _, items := range sets[1:] {
		here := map[Value]bool{}
		for _, item := range items {
			here[item] = true
		}
		common = slices.DeleteFunc(common, func(item Value) bool { return !here[item] })
	}
	return common, nil
}

// itemSets reads arrays whose items are all texts, all integers or all booleans. Texts that differ in case only are
// refused: whether they count as equal is not documented.
func itemSets(args []Value) ([]Array, error) {
	sets := make([]Array, len(args))
	kind := nullKind
	spelling := map[string]string{}
	for i, a := range args {
		items, err := arrayArg(a)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			if kind == nullKind {
				kind = kindOf(item)
			}
			if kindOf(item) != kind {
				return nil, refuse("items of different types may be equal")
			}
			if err := checkItem(item, spelling); err != nil {
				return nil, err
			}
		}
		sets[i] = items
	}
	return sets, nil
}

func checkItem(item Value, spelling map[string]string) error {
	switch item := item.(type) {
	case bool:
		return nil
	case Number:
		_, err := integerArg(item)
		return err
	case string:
		key := foldKey(item)
		if other, ok := spelling[key]; ok && other != item {
			return refuse("whether items that differ in case are equal is not documented")
		}
		spelling[key] = item
		return nil
	}
	return refuse("the equality of such items is not documented")
}

func mergeObjects(args []Value) (Value, error) {
	merged := &Object{}
	at := map[string]int{}
	for _, a := range args {
		o, err := objectArg(a)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, m := range o.Members {
			key := foldKey(m.Name)
			i, known := at[key]
			switch {
			case seen[key] || known && merged.Members[i].Name != m.Name:
				return nil, errNames()
			case !known:
				at[key] = len(merged.Members)
				merged.Members = append(merged.Members, m)
			case isContainer(m.Value) || isContainer(merged.Members[i].Value):
				return nil, refuse("whether values of one name are merged is not documented")
			default:
				merged.Members[i] = m
			}
			seen[key] = true
		}
	}
	return merged, nil
}

func isContainer(v Value) bool { return kindOf(v) == arrayKind || kindOf(v) == objectKind }
