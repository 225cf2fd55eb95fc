package report

import (
	"errors"
	"strings"
	"testing"
)

func TestADocumentBeyondTheLimitIsRefusedBeforeItIsParsed(t *testing.T) {
	if _, err := read(strings.NewReader(strings.Repeat("[", 11)), 10); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	var invalid *InvalidError
	if _, err := read(strings.NewReader(strings.Repeat("[", 10)), 10); !errors.As(err, &invalid) {
		t.Errorf("at the limit: got %v", err)
	}
}
