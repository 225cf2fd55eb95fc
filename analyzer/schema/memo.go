package schema

import "sync"

// memo remembers answers: flows of one input ask for the same few names thousands of times, and the catalogue keeps
// its facts compressed. The zero value is ready; it is safe for concurrent use.
type memo[K comparable, V any] struct{ answers sync.Map }

func (m *memo[K, V]) get(key K, find func() V) V {
	if found, ok := m.answers.Load(key); ok {
		return found.(V)
	}
	found := find()
	m.answers.Store(key, found)
	return found
}
