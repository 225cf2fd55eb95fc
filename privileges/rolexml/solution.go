package rolexml

import (
	"strconv"
	"strings"
)

// roleComponent is the component type of a security role.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/solutioncomponent (2026-11-22)
const roleComponent = "20"

// platformVersion is the version that the solution claims to come from: that of a real export. Without a version and
// without generatedBy="CrmLive" an online environment takes the package for one of an on-premises server.
const platformVersion = "9.2.26044.135"

const contentTypes = declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="xml" ContentType="application/octet-stream" /></Types>`

// addressColumns are the elements of a publisher's address, in the order of real exports.
const addressColumns = "AddressTypeCode City County Country Fax FreightTermsCode ImportSequenceNumber Latitude Line1 Line2 " +
	"Line3 Longitude Name PostalCode PostOfficeBox PrimaryContactName ShippingMethodCode StateOrProvince Telephone1 " +
	"Telephone2 Telephone3 TimeZoneRuleVersionNumber UPSZone UTCOffset UTCConversionTimeZoneCode"

// SolutionFiles returns the files of the package as they stand in an importable solution zip, in the order in which exports
// hold them. It fails with ErrPublisher, ErrVersion, ErrTwice and the errors of Check and CheckProfile.
func SolutionFiles(pkg Package) ([]File, error) {
	pkg, err := pkg.complete()
	if err != nil {
		return nil, err
	}
	return []File{
		{Name: "customizations.xml", Content: customizations(pkg, "", "\r\n")},
		{Name: "solution.xml", Content: manifest(pkg, "", "\r\n")},
		{Name: "[Content_Types].xml", Content: []byte(contentTypes)},
	}, nil
}

// UnpackedFiles returns the files of the package in the layout of SolutionPackager, ready to be packed by it: the two that
// every solution has, then the one of the profiles when there are any, then one for each role. It fails with ErrPublisher,
// ErrVersion, ErrTwice and the errors of Check and CheckProfile.
func UnpackedFiles(pkg Package) ([]File, error) {
	pkg, err := pkg.complete()
	if err != nil {
		return nil, err
	}
	rest := pkg // what stands in files of its own leaves its section empty
	rest.Roles, rest.Profiles = nil, nil
	files := []File{
		{Name: "Other/Customizations.xml", Content: customizations(rest, byteOrderMark, "\n")},
		{Name: "Other/Solution.xml", Content: manifest(pkg, byteOrderMark, "\n")},
	}
	if len(pkg.Profiles) > 0 {
		files = append(files, File{Name: "Other/FieldSecurityProfiles.xml", Content: profilesFile(pkg.Profiles)})
	}
	taken := map[string]bool{}
	for _, role := range pkg.Roles {
		content, err := roleFile(role)
		if err != nil {
			return nil, err
		}
		stem := fileStem(role.Name)
		if taken[strings.ToLower(stem)] {
			stem += "-" + role.ID
		}
		taken[strings.ToLower(stem)] = true
		files = append(files, File{Name: "Roles/" + stem + ".xml", Content: content})
	}
	return files, nil
}

// fileStem replaces what a Windows file name may not hold.
// Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file (2026-11-22)
func fileStem(name string) string {
	stem := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, name)
	if trimmed := strings.TrimRight(stem, ". "); trimmed != stem {
		stem = trimmed + "_"
	}
	first, _, _ := strings.Cut(strings.ToUpper(stem), ".")
	switch first = strings.TrimSpace(first); first {
	case "CON", "PRN", "AUX", "NUL":
		return "_" + stem
	}
	if len(first) == 4 && (first[:3] == "COM" || first[:3] == "LPT") {
		return "_" + stem
	}
	return stem
}

// customizations writes the sections that every export has, empty but for the roles, the profiles and the language.
func customizations(pkg Package, prefix, newline string) []byte {
	m := newMarkup(prefix, newline)
	m.start("ImportExportXml", "xmlns:xsi", instance)
	m.empty("Entities")
	if len(pkg.Roles) > 0 {
		m.start("Roles")
		for _, role := range pkg.Roles {
			m.role(role)
		}
		m.end()
	} else {
		m.empty("Roles")
	}
	m.empty("Workflows")
	m.profiles(pkg.Profiles)
	for section := range strings.FieldsSeq("Templates EntityMaps EntityRelationships OrganizationSettings optionsets " +
		"CustomControls EntityDataProviders") {
		m.empty(section)
	}
	m.start("Languages")
	m.text("Language", strconv.Itoa(pkg.Language))
	m.end()
	m.end()
	return m.bytes()
}

func manifest(pkg Package, prefix, newline string) []byte {
	language := strconv.Itoa(pkg.Language)
	m := newMarkup(prefix, newline)
	m.start("ImportExportXml", "version", platformVersion, "SolutionPackageVersion", "9.2", "languagecode", language,
		"generatedBy", "CrmLive", "xmlns:xsi", instance)
	m.start("SolutionManifest")
	m.text("UniqueName", pkg.SolutionName)
	m.names(pkg.DisplayName, language)
	m.text("Version", pkg.Version)
	m.text("Managed", "0")
	m.start("Publisher")
	m.text("UniqueName", pkg.Publisher.UniqueName)
	m.names(pkg.Publisher.DisplayName, language)
	m.text("EMailAddress", "", "xsi:nil", "true")
	m.text("SupportingWebsiteUrl", "", "xsi:nil", "true")
	m.text("CustomizationPrefix", pkg.Publisher.Prefix)
	m.text("CustomizationOptionValuePrefix", strconv.Itoa(pkg.Publisher.OptionPrefix))
	m.start("Addresses")
	for number := range 2 {
		m.start("Address")
		m.text("AddressNumber", strconv.Itoa(number+1))
		for column := range strings.FieldsSeq(addressColumns) {
			m.text(column, "", "xsi:nil", "true")
		}
		m.end()
	}
	m.end()
	m.end()
	m.start("RootComponents")
	for _, role := range pkg.Roles {
		m.empty("RootComponent", "type", roleComponent, "id", "{"+role.ID+"}", "behavior", "0")
	}
	for _, profile := range pkg.Profiles {
		m.empty("RootComponent", "type", profileComponent, "id", "{"+profile.ID+"}", "behavior", "0")
	}
	m.end()
	m.empty("MissingDependencies")
	m.end()
	m.end()
	return m.bytes()
}

func (m *markup) names(text, language string) {
	m.start("LocalizedNames")
	m.empty("LocalizedName", "description", text, "languagecode", language)
	m.end()
	m.empty("Descriptions")
}
