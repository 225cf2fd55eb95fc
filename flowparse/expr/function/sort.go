package function

import "slices"

// sortArray sorts integers, texts whose order is certain, or objects by such a key. Objects of equal keys are refused:
// whether they keep their order is not documented.
func sortArray(args []Value) (Value, error) {
	items, err := arrayArg(args[0])
	if err != nil {
		return nil, err
	}
	type entry struct{ key, item Value }
	entries := make([]entry, len(items))
	for i, item := range items {
		entries[i] = entry{item, item}
		if len(args) == 2 {
			if entries[i].key, err = sortKey(item, args[1]); err != nil {
				return nil, err
			}
		}
	}
	if len(entries) == 1 {
		// One item alone is compared with nothing, which says nothing about whether the platform accepts it.
		if _, err := order(entries[0].key, entries[0].key); err != nil {
			return nil, err
		}
	}
	var failure error
	slices.SortStableFunc(entries, func(a, b entry) int {
		sign, err := order(a.key, b.key)
		if err == nil && sign == 0 && len(args) == 2 {
			err = refuse("the order of objects with equal keys is not documented")
		}
		if err != nil && failure == nil {
			failure = err
		}
		return sign
	})
	if failure != nil {
		return nil, failure
	}
	sorted := make(Array, len(entries))
	for i, e := range entries {
		sorted[i] = e.item
	}
	return sorted, nil
}

func sortKey(item, name Value) (Value, error) {
	o, err := objectArg(item)
	if err != nil {
		return nil, err
	}
	key, err := textArg(name)
	if err != nil {
		return nil, err
	}
	at, err := o.find(key)
	if err != nil {
		return nil, err
	}
	if at < 0 {
		return nil, refuse("sorting objects without the key is not documented")
	}
	return o.Members[at].Value, nil
}
