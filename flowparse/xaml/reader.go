package xaml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rolefit/flowparse/source"
)

// reader turns the elements of a document into steps.
type reader struct {
	text   *source.Text
	out    Workflow
	err    error // set when a limit was passed
	open   []*element
	values map[string]value       // variables by name
	tables map[string]string      // tables of rows, by row.via
	sets   map[string]*assignment // columns set and not yet written, by row.key
}

// scope is a block of activities. Columns read in it belong to the next step of the same block.
type scope struct {
	name  string // display name
	label string // what the author called the step, when the display name does not say
	reads []read
}

// read is a column read and where.
type read struct {
	column Column
	offset int
}

// assignment gathers what SetEntityProperty puts into a row before the row is written.
type assignment struct {
	table   string
	columns []string
	lookups []Lookup
	offset  int
}

func (r *reader) top() *element {
	if len(r.open) == 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

func (r *reader) pop() { r.open = r.open[:len(r.open)-1] }

// scope returns the innermost open block.
func (r *reader) scope() *scope {
	for i := len(r.open) - 1; i >= 0; i-- {
		if s := r.open[i].scope; s != nil {
			return s
		}
	}
	return nil
}

// add appends a step and gives it what the block has read so far.
func (r *reader) add(s Step, offset int) {
	if block := r.scope(); block != nil {
		for _, column := range block.reads {
			s.Reads = append(s.Reads, column.column)
		}
		block.reads = nil
	}
	r.emit(s, offset)
}

func (r *reader) emit(s Step, offset int) {
	s.Line, s.Column = r.text.Position(offset)
	s.Columns = sorted(s.Columns, strings.Compare)
	s.Reads = sorted(s.Reads, compareColumns)
	s.Lookups = sorted(s.Lookups, compareLookups)
	r.out.Steps = append(r.out.Steps, s)
	r.count()
}

// flush turns what the block has read and no step took in into read steps, one for each row.
func (r *reader) flush() {
	block := r.scope()
	if block == nil || len(block.reads) == 0 {
		return
	}
	reads := block.reads
	block.reads = nil
	at := map[Column]int{}
	var steps []Step
	var offsets []int
	for _, c := range reads {
		row := Column{Table: c.column.Table, Via: c.column.Via}
		i, ok := at[row]
		if !ok {
			i = len(steps)
			at[row] = i
			steps = append(steps, Step{Kind: Read, Table: row.Table, Row: row.Via, Name: title("", block)})
			offsets = append(offsets, c.offset)
		}
		steps[i].Reads = append(steps[i].Reads, c.column)
	}
	for i, s := range steps {
		r.emit(s, offsets[i])
	}
}

// opaque reports a part that was not understood.
func (r *reader) opaque(offset int, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if len(what) > 300 {
		what = strings.ToValidUTF8(what[:297], "") + "..."
	}
	line, column := r.text.Position(offset)
	r.out.Opaque = append(r.out.Opaque, Opaque{what, line, column})
	r.count()
}

func (r *reader) count() {
	if len(r.out.Steps)+len(r.out.Opaque) > maxSteps {
		r.err = fmt.Errorf("%w: more than %d steps and opaque parts", ErrLimit, maxSteps)
	}
}

// reportUnwritten reports columns that were set on a row which no step writes.
func (r *reader) reportUnwritten() {
	var left []*assignment
	for _, a := range r.sets {
		left = append(left, a)
	}
	slices.SortFunc(left, func(a, b *assignment) int { return cmp.Compare(a.offset, b.offset) })
	for _, a := range left {
		r.opaque(a.offset, "columns of table %q are set on a row that no step writes", a.table)
	}
}

// title returns what the author called a step. The designer writes a step's id, or the id, a colon and a description;
// inner activities carry the id alone.
func title(own string, block *scope) string {
	if block == nil || strings.Contains(own, ":") {
		return own
	}
	if own == "" || strings.HasPrefix(block.name, own+":") {
		own = block.name
	}
	if block.label != "" && !strings.Contains(own, ":") {
		return block.label
	}
	return own
}

// sorted returns the items in order, without repetition; nil for none.
func sorted[T any](items []T, compare func(a, b T) int) []T {
	if len(items) == 0 {
		return nil
	}
	slices.SortFunc(items, compare)
	return slices.CompactFunc(items, func(a, b T) bool { return compare(a, b) == 0 })
}

func compareColumns(a, b Column) int {
	return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Via, b.Via))
}

func compareLookups(a, b Lookup) int {
	return cmp.Or(cmp.Compare(a.Column, b.Column), slices.Compare(a.Targets, b.Targets),
		slices.CompareFunc(a.From, b.From, compareColumns))
}
