package solution

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
)

// digest tells definitions apart by what they say: white space, encoding and the order of members do not matter.
func digest(values ...*jsontree.Node) string {
	h := sha256.New()
	for _, v := range values {
		digestInto(h, v)
		io.WriteString(h, "\x1e")
	}
	return hex.EncodeToString(h.Sum(nil))
}

func digestInto(h hash.Hash, n *jsontree.Node) {
	if n == nil {
		return
	}
	switch n.Kind {
	case jsontree.Object:
		io.WriteString(h, "{")
		members := slices.Clone(n.Members)
		slices.SortStableFunc(members, func(a, b jsontree.Member) int { return strings.Compare(a.Name, b.Name) })
		for i, m := range members {
			if i+1 < len(members) && members[i+1].Name == m.Name {
				continue // the last of several members of one name counts
			}
			io.WriteString(h, m.Name+"\x1f")
			digestInto(h, m.Value)
		}
		io.WriteString(h, "}")
	case jsontree.Array:
		io.WriteString(h, "[")
		for _, item := range n.Items {
			digestInto(h, item)
		}
		io.WriteString(h, "]")
	default:
		io.WriteString(h, string(rune('a'+int(n.Kind)))+n.Text+"\x1f")
	}
}
