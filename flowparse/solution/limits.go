package solution

import "cmp"

// Limits bound what reading an input may cost. Zero fields take the value of DefaultLimits.
type Limits struct {
	EntryBytes   int64 // decoded size of one file or archive entry
	TotalBytes   int64 // decoded size of everything read
	Files        int   // files and archive entries looked at
	ArchiveDepth int   // archives inside archives
	FolderDepth  int   // folders inside folders
}

// The default limits: far above any real export, far below what exhausts a build agent.
const (
	DefaultEntryBytes   = 256 << 20
	DefaultTotalBytes   = 4 << 30
	DefaultFiles        = 500_000
	DefaultArchiveDepth = 4
	DefaultFolderDepth  = 64
)

// DefaultLimits returns the limits that apply when none are given.
func DefaultLimits() Limits {
	return Limits{
		EntryBytes:   DefaultEntryBytes,
		TotalBytes:   DefaultTotalBytes,
		Files:        DefaultFiles,
		ArchiveDepth: DefaultArchiveDepth,
		FolderDepth:  DefaultFolderDepth,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	return Limits{
		EntryBytes:   cmp.Or(l.EntryBytes, d.EntryBytes),
		TotalBytes:   cmp.Or(l.TotalBytes, d.TotalBytes),
		Files:        cmp.Or(l.Files, d.Files),
		ArchiveDepth: cmp.Or(l.ArchiveDepth, d.ArchiveDepth),
		FolderDepth:  cmp.Or(l.FolderDepth, d.FolderDepth),
	}
}
