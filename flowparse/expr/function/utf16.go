package function

import "unicode/utf16"

// Lengths and positions of the platform count UTF-16 code units, as .NET does.

func units(s string) []uint16 { return utf16.Encode([]rune(s)) }

// unitCount is len(units(s)) without the copy.
func unitCount(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// textOf returns a stretch of code units as text. A stretch that starts or ends inside a pair is refused: the platform
// would hold half a character, which no Go string can.
func textOf(stretch []uint16) (string, error) {
	for i := 0; i < len(stretch); i++ {
		switch u := stretch[i]; {
		case u >= 0xD800 && u < 0xDC00 && i+1 < len(stretch) && stretch[i+1] >= 0xDC00 && stretch[i+1] < 0xE000:
			i++
		case u >= 0xD800 && u < 0xE000:
			return "", refuse("a character would be cut in two")
		}
	}
	return string(utf16.Decode(stretch)), nil
}
