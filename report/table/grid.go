package table

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

const (
	between   = 2  // columns between two columns of the grid
	minLabel  = 16 // columns that a table's name has at least
	mostLabel = 48 // and at most
)

// layout is a choice of columns and notation for one matrix.
type layout struct {
	columns []int // indexes into rights
	widths  []int // of columns
	label   int   // width of the column of table names
	short   bool  // letters instead of level names
}

// grid prints the rows in the shape of the role editor and returns the layout that it chose.
func grid(p *printer, indent int, rows []*row) (layout, error) {
	l := choose(rows, p.width-indent)
	var text bytes.Buffer
	t := tablewriter.NewTable(&text,
		tablewriter.WithRenderer(renderer.NewBlueprint(rendition())),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithPadding(tw.Padding{Left: "", Right: strings.Repeat(" ", between), Overwrite: true}),
		tablewriter.WithEastAsian(tw.Off),
	)
	header := []string{"Table"}
	for _, column := range l.columns {
		header = append(header, rights[column])
	}
	t.Header(header)
	for _, r := range rows {
		cells := []string{truncate(clean(r.label), l.label)}
		for _, column := range l.columns {
			cells = append(cells, p.cellText(r.cells[column], l.short))
		}
		if err := t.Append(cells); err != nil {
			return l, fmt.Errorf("adding a row to the matrix: %w", err)
		}
	}
	if err := t.Render(); err != nil {
		return l, fmt.Errorf("drawing the matrix: %w", err)
	}
	margin := strings.Repeat(" ", indent)
	for line := range strings.Lines(text.String()) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			p.out.WriteString(margin + line + "\n")
		}
	}
	return l, nil
}

// rendition draws a line under the header and nothing else: names are easier to read and to copy without frames.
func rendition() tw.Rendition {
	return tw.Rendition{
		Borders: tw.Border{Left: tw.Off, Right: tw.Off, Top: tw.Off, Bottom: tw.Off},
		Symbols: tw.NewSymbolCustom("line").WithRow("─").WithCenter("─").WithColumn("").WithMidLeft("─").WithMidRight("─").
			WithHeaderLeft("─").WithHeaderMid("─").WithHeaderRight("─"),
		Settings: tw.Settings{
			Separators: tw.Separators{ShowHeader: tw.On, BetweenRows: tw.Off, BetweenColumns: tw.Off},
			Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On, ShowFooterLine: tw.Off},
		},
	}
}

// cellText writes all privileges of one cell.
func (p *printer) cellText(cells []cell, short bool) string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = p.paint(c.style(), c.text(short))
	}
	return strings.Join(texts, ", ")
}

// choose takes the first layout that fits: all columns of the editor with words, then only the columns in use, then both with
// letters. The last one is taken even if it does not fit.
func choose(rows []*row, available int) layout {
	label := width("Table")
	for _, r := range rows {
		label = max(label, min(mostLabel, width(clean(r.label))))
	}
	all, used := columns(rows)
	var l layout
	for _, short := range []bool{false, true} {
		for _, columns := range [][]int{all, used} {
			l = layout{columns: columns, short: short, label: label}
			room := available - between
			for _, column := range columns {
				w := columnWidth(rows, column, short)
				l.widths = append(l.widths, w)
				room -= w + between
			}
			if label <= room {
				return l
			}
			l.label = max(minLabel, room)
			if room >= mostLabel/2 {
				return l
			}
		}
	}
	return l
}

// columns returns the editor's columns, and those of them that hold something.
func columns(rows []*row) (all, used []int) {
	for column := range rights {
		all = append(all, column)
		for _, r := range rows {
			if len(r.cells[column]) > 0 {
				used = append(used, column)
				break
			}
		}
	}
	return all, used
}

func columnWidth(rows []*row, column int, short bool) int {
	colourless := &printer{}
	w := width(rights[column])
	for _, r := range rows {
		w = max(w, width(colourless.cellText(r.cells[column], short)))
	}
	return w
}
