package dataversetest

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

func number(word string) (int, bool) {
	n, err := strconv.Atoi(word)
	return n, err == nil
}

// instant reads a date, or a date with a time.
func instant(word string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, word); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

func textOf(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// compareValues orders two values of one type. Texts compare without regard to case, as the database does.
func compareValues(a, b any) int {
	switch b := b.(type) {
	case int:
		if a, ok := a.(int); ok {
			return cmp.Compare(a, b)
		}
	case time.Time:
		if at, ok := instant(textOf(a)); ok {
			return at.Compare(b)
		}
	case bool:
		if a, ok := a.(bool); ok && a == b {
			return 0
		}
		return 1
	}
	return strings.Compare(strings.ToLower(textOf(a)), strings.ToLower(textOf(b)))
}
