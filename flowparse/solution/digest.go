package solution

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"
	"strings"

	"rolefit/flowparse/jsontree"
)

// digest tells definitions apart by what they say: white space, encoding and the order of members do not matter.
func digest(values ...*jsontree.Node) string {
	d := digester{hash: sha256.New()}
	for _, v := range values {
		d.value(v)
	}
	d.flush()
	return hex.EncodeToString(d.hash.Sum(nil))
}

// digester writes values so that different ones never give the same bytes: every text and list stands behind its length,
// since a text from the input may hold any mark.
type digester struct {
	hash  hash.Hash
	bytes []byte // written to hash when there are many
}

func (d *digester) flush() {
	d.hash.Write(d.bytes) // a hash never fails
	d.bytes = d.bytes[:0]
}

func (d *digester) text(s string) {
	d.bytes = append(binary.AppendUvarint(d.bytes, uint64(len(s))), s...)
	if len(d.bytes) > 1<<12 {
		d.flush()
	}
}

func (d *digester) value(n *jsontree.Node) {
	if n == nil {
		d.bytes = append(d.bytes, '-')
		return
	}
	d.bytes = append(d.bytes, 'a'+byte(n.Kind))
	switch n.Kind {
	case jsontree.Object:
		members := slices.Clone(n.Members)
		slices.SortStableFunc(members, func(a, b jsontree.Member) int { return strings.Compare(a.Name, b.Name) })
		for i, m := range members {
			if i+1 < len(members) && members[i+1].Name == m.Name {
				continue // the last of several members of one name counts
			}
			d.bytes = append(d.bytes, '+')
			d.text(m.Name)
			d.value(m.Value)
		}
		d.bytes = append(d.bytes, '.')
	case jsontree.Array:
		d.bytes = binary.AppendUvarint(d.bytes, uint64(len(n.Items)))
		for _, item := range n.Items {
			d.value(item)
		}
	default:
		d.text(n.Text)
	}
}
