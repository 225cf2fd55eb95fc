package catalog

import (
	"testing"

	"rolefit/privileges"
)

// The benchmarks measure the first answer of a new catalogue: nothing is read, decompressed or cached before it.

func benchmarkFirst(b *testing.B, answered func(c *Catalog) bool) {
	b.ReportAllocs()
	for b.Loop() {
		if !answered(New()) {
			b.Fatal("no answer")
		}
	}
}

func BenchmarkFirstTable(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { _, ok := c.Table("account"); return ok })
}

func BenchmarkFirstTablesBySet(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.TablesBySet("accounts")) == 1 })
}

func BenchmarkFirstTableByPrimaryID(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.TableByPrimaryID("activityid")) > 20 })
}

func BenchmarkFirstGuards(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { _, ok := c.Guards("account", privileges.Read); return ok })
}

func BenchmarkFirstGuardsOfAChildTable(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { _, ok := c.Guards("contractdetail", privileges.Create); return ok })
}

func BenchmarkFirstOlderNames(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.OlderNames("prvWriteEnvironmentVariableDefinition")) > 0 })
}

func BenchmarkFirstPrivilege(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { _, ok := c.Privilege("prvReadActivity"); return ok })
}

func BenchmarkFirstLookupsByNavigation(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.LookupsByNavigation("annotation", "objectid_account")) == 1 })
}

func BenchmarkFirstLookupsByColumn(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.LookupsByColumn("annotation", "objectid")) > 1 })
}

func BenchmarkFirstCollectionsOf(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.CollectionsOf("account", "contact_customer_accounts")) == 1 })
}

func BenchmarkFirstManyToMany(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { _, ok := c.ManyToMany("systemuser", "systemuserroles_association"); return ok })
}

func BenchmarkFirstSecuredColumns(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.SecuredColumns("contact")) > 0 })
}

func BenchmarkFirstRole(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.SystemAdministrator().Grants) > 4000 })
}

func BenchmarkFirstEscalations(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.Escalations()) > 0 })
}

func BenchmarkFirstBaseline(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return c.Baseline("prvReadSharePointData") == Forced })
}

func BenchmarkFirstAdminCore(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return len(c.AdminCore()) == 20 })
}

func BenchmarkFirstSourceText(b *testing.B) {
	benchmarkFirst(b, func(c *Catalog) bool { return c.SourceText("em+docs") != "" })
}
