package function

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed notcomputed.txt
var notComputedText string

// notComputed maps each documented function without an implementation, in lower case, to why it has none.
var notComputed = sync.OnceValue(func() map[string]string {
	reasons := map[string]string{}
	for line := range strings.Lines(notComputedText) {
		name, reason, found := strings.Cut(strings.TrimSpace(line), " | ")
		if found && !strings.HasPrefix(name, "#") {
			reasons[lowerASCII(name)] = reason
		}
	}
	return reasons
})
