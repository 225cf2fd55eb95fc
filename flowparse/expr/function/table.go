package function

import "sync"

// computed is the one table of the functions this package computes. The bounds of arguments are those of the syntax
// lines of the reference page, as are the values of few.
//
// Source: https://learn.microsoft.com/azure/logic-apps/expression-functions-reference (2026-11-25)
var computed = sync.OnceValue(func() map[string]signature {
	one := func(run func([]Value) (Value, error)) signature { return signature{min: 1, max: 1, run: run} }
	two := func(run func([]Value) (Value, error)) signature { return signature{min: 2, max: 2, run: run} }
	three := func(run func([]Value) (Value, error)) signature { return signature{min: 3, max: 3, run: run} }
	optional := func(least, most int, run func([]Value) (Value, error)) signature {
		return signature{min: least, max: most, run: run}
	}
	many := func(run func([]Value) (Value, error)) signature {
		return signature{min: 1, max: unbounded, few: 2, run: run}
	}
	return map[string]signature{
		// Text.
		"concat":      many(concat),
		"endswith":    two(endsWith),
		"indexof":     two(indexOf),
		"isfloat":     optional(1, 2, isFloat),
		"isint":       optional(1, 2, isInt),
		"lastindexof": two(lastIndexOf),
		"nthindexof":  three(nthIndexOf),
		"replace":     three(replace),
		"slice":       optional(2, 3, slice),
		"split":       two(split),
		"startswith":  two(startsWith),
		"substring":   optional(2, 3, substring),
		"tolower":     one(toLower),
		"toupper":     one(toUpper),
		"trim":        one(trim),

		// Collections.
		"chunk":        two(chunk),
		"contains":     two(contains),
		"empty":        one(empty),
		"first":        one(first),
		"intersection": many(intersection),
		"join":         two(join),
		"last":         one(last),
		"length":       one(length),
		"range":        two(makeRange),
		"reverse":      one(reverse),
		"skip":         two(skip),
		"sort":         optional(1, 2, sortArray),
		"take":         two(take),
		"union":        many(union),

		// Logic.
		"and":             many(and),
		"equals":          two(equals),
		"greater":         two(ordered(func(sign int) bool { return sign > 0 })),
		"greaterorequals": two(ordered(func(sign int) bool { return sign >= 0 })),
		"if":              three(choose),
		"less":            two(ordered(func(sign int) bool { return sign < 0 })),
		"lessorequals":    two(ordered(func(sign int) bool { return sign <= 0 })),
		"not":             one(not),
		"or":              many(or),

		// Conversion.
		"array":          one(array),
		"base64":         one(base64Encode),
		"base64tostring": one(base64Decode),
		"bool":           one(toBool),
		// People call createArray without arguments to make an empty array; the page asks for two.
		"createarray":          {min: 0, max: unbounded, few: 2, run: createArray},
		"datauri":              one(dataURI),
		"datauritostring":      one(dataURIToString),
		"decimal":              optional(1, 2, toDecimal),
		"decodebase64":         one(base64Decode),
		"decodeuricomponent":   one(unescapeText),
		"encodeuricomponent":   one(escapeText),
		"float":                optional(1, 2, toFloat),
		"int":                  optional(1, 2, toInt),
		"json":                 one(parseJSON),
		"string":               one(toText),
		"uricomponent":         one(escapeText),
		"uricomponenttostring": one(unescapeText),

		// URI parts.
		"urihost":         one(uriPart(func(u uri) Value { return u.host })),
		"uripath":         one(uriPart(func(u uri) Value { return u.path })),
		"uripathandquery": one(uriPart(func(u uri) Value { return u.path + u.query })),
		"uriport":         one(uriPart(func(u uri) Value { return u.port })),
		"uriquery":        one(uriQuery),
		"urischeme":       one(uriScheme),

		// Numbers.
		"add": two(arithmetic(add)),
		"div": two(arithmetic(div)),
		"max": {min: 1, max: unbounded, run: extreme(1)},
		"min": {min: 1, max: unbounded, run: extreme(-1)},
		"mod": two(arithmetic(mod)),
		"mul": two(arithmetic(mul)),
		"sub": two(arithmetic(sub)),

		// Objects.
		"addproperty":    three(addProperty),
		"coalesce":       {min: 1, max: unbounded, run: coalesce},
		"removeproperty": two(removeProperty),
		"setproperty":    three(setProperty),
	}
})
