package rolexml

import (
	"archive/zip"
	"fmt"
	"hash/crc32"
	"io"
)

// WriteSolutionZip writes the package as a solution zip that can be imported. Entries carry the date 1980-01-01 00:00 and are
// stored without compression, so that neither the clock nor the version of a compressor shows in the bytes.
// It fails with ErrPublisher, ErrVersion, ErrTwice, the errors of Check and CheckProfile, and those of w.
func WriteSolutionZip(w io.Writer, pkg Package) error {
	files, err := SolutionFiles(pkg)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	for _, file := range files {
		entry, err := archive.CreateRaw(&zip.FileHeader{
			Name:   file.Name,
			Method: zip.Store,
			//lint:ignore SA1019 raw headers take the date as it is stored; Modified would add a field with a time zone
			ModifiedDate:       1<<5 | 1, // the first day that a zip can name
			CRC32:              crc32.ChecksumIEEE(file.Content),
			CompressedSize64:   uint64(len(file.Content)),
			UncompressedSize64: uint64(len(file.Content)),
			CreatorVersion:     20,
			ReaderVersion:      20,
		})
		if err == nil {
			_, err = entry.Write(file.Content)
		}
		if err != nil {
			return fmt.Errorf("writing %s to the solution zip: %w", file.Name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("closing the solution zip: %w", err)
	}
	return nil
}
