package solution

import (
	"archive/zip"
	"errors"
	"sync"
)

// What the shelf keeps when nobody uses it. Re-opening an archive costs a reading of its directory; for an archive
// inside another one it costs inflating it again.
const (
	shelfArchives = 16
	shelfBytes    = 32 << 20
)

// archive is an open zip.
type archive struct {
	zip   *zip.Reader
	held  int64 // bytes kept in memory for it; 0 when it reads from a file
	close func() error
}

// shelf keeps the archives that were used last open. It is safe for concurrent use.
type shelf struct {
	mu    sync.Mutex
	slots []*slot // the one used last comes last
}

type slot struct {
	key     string
	archive *archive
	users   int
}

func newShelf() *shelf { return &shelf{} }

// borrow returns the archive under a key, opening it when it does not stand on the shelf. The caller calls giveBack
// when it is done.
func (s *shelf) borrow(key string, open func() (*archive, error)) (a *archive, giveBack func() error, err error) {
	if found := s.take(key); found != nil {
		return found.archive, func() error { return s.put(found) }, nil
	}
	// Opening may borrow the archive around this one, so the lock is not held. Two readers may open the same archive at
	// once; both stand on the shelf then, and the older one leaves it first.
	a, err = open()
	if err != nil {
		return nil, nil, err
	}
	added := &slot{key: key, archive: a, users: 1}
	s.mu.Lock()
	s.slots = append(s.slots, added)
	s.mu.Unlock()
	return a, func() error { return s.put(added) }, nil
}

func (s *shelf) take(key string) *slot {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, found := range s.slots {
		if found.key == key {
			found.users++
			s.slots = append(append(s.slots[:i:i], s.slots[i+1:]...), found)
			return found
		}
	}
	return nil
}

func (s *shelf) put(used *slot) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	used.users--
	return s.shrink(shelfArchives, shelfBytes)
}

// shrink closes what nobody uses until the rest fits.
func (s *shelf) shrink(archives int, bytes int64) error {
	held := int64(0)
	for _, x := range s.slots {
		held += x.archive.held
	}
	var failed []error
	left := s.slots[:0]
	over := len(s.slots) - archives
	for _, x := range s.slots {
		if x.users == 0 && (over > 0 || (held > bytes && x.archive.held > 0)) {
			over--
			held -= x.archive.held
			failed = append(failed, x.archive.close())
			continue
		}
		left = append(left, x)
	}
	clear(s.slots[len(left):])
	s.slots = left
	return errors.Join(failed...)
}

func (s *shelf) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shrink(0, 0)
}
