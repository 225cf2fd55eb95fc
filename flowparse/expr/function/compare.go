package function

// kind is the JSON type of a value.
type kind uint8

const (
	nullKind kind = iota
	boolKind
	numberKind
	textKind
	arrayKind
	objectKind
)

func kindOf(v Value) kind {
	switch v.(type) {
	case bool:
		return boolKind
	case Number:
		return numberKind
	case string:
		return textKind
	case Array:
		return arrayKind
	case *Object:
		return objectKind
	}
	return nullKind
}

// likeness is what is known about the equality of two values. The zero value is unsure.
type likeness uint8

const (
	unsure likeness = iota
	same
	different
)

func likenessOf(equal bool) likeness {
	if equal {
		return same
	}
	return different
}

// compare compares values that come from anywhere inside the arguments of equals. Values of different types are
// unsure, but for arrays against objects.
//
// Texts compare with regard to case; the page does not say so, but published trials agree.
// Source: https://manueltgomes.com/reference/powerautomate-function-reference/power-automate-equals-function (2026-11-25)
// Source: https://manueltgomes.com/microsoft/powerautomate/are-conditions-case-sensitive (2026-11-25)
func compare(a, b Value) likeness {
	if kindOf(a) != kindOf(b) {
		if isContainer(a) && isContainer(b) {
			return different
		}
		return unsure
	}
	switch a := a.(type) {
	case bool:
		return likenessOf(a == b.(bool))
	case string:
		return likenessOf(a == b.(string))
	case Number:
		return compareNumbers(a, b.(Number))
	case Array:
		return compareArrays(a, b.(Array))
	case *Object:
		return compareObjects(a, b.(*Object))
	}
	return same
}

// compareNumbers knows integers of 64 bits, and numbers that are written alike.
func compareNumbers(a, b Number) likeness {
	if a == b {
		return same
	}
	i, errA := integerArg(a)
	j, errB := integerArg(b)
	if errA != nil || errB != nil {
		return unsure
	}
	return likenessOf(i == j)
}

func compareArrays(a, b Array) likeness {
	if len(a) != len(b) {
		return different
	}
	result := same
	for i := range a {
		switch compare(a[i], b[i]) {
		case different:
			return different
		case unsure:
			result = unsure
		}
	}
	return result
}

// compareObjects takes the order of members for nothing. Names that differ in case only leave the answer open.
func compareObjects(a, b *Object) likeness {
	left, ok := membersByKey(a)
	right, okRight := membersByKey(b)
	if !ok || !okRight {
		return unsure
	}
	if len(left) != len(right) {
		return different
	}
	result := same
	for _, m := range a.Members {
		other, found := right[foldKey(m.Name)]
		if !found {
			return different
		}
		values := compare(m.Value, other.Value)
		if values == different {
			return different
		}
		if values == unsure || other.Name != m.Name {
			result = unsure
		}
	}
	return result
}

// membersByKey reports false when two names of an object may be the same name.
func membersByKey(o *Object) (map[string]Member, bool) {
	members := make(map[string]Member, len(o.Members))
	for _, m := range o.Members {
		key := foldKey(m.Name)
		if _, ok := members[key]; ok {
			return nil, false
		}
		members[key] = m
	}
	return members, true
}
