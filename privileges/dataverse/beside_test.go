package dataverse

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rolefit/privileges/dataverse/dataversetest"
	"rolefit/privileges/environment"
)

// Everything that the servers tell beside the environment, over the wire and with sign-ins, one row on each page.
func TestWhatOtherServicesKnowIsReadBack(t *testing.T) {
	seed := dataversetest.Sample()
	seed.PageSize = 1
	s := dataversetest.Start(t, seed)
	credential, err := Credential(SignIn{
		Method: Secret, TenantID: dataversetest.DefaultTenant, ClientID: dataversetest.SampleReaderAppID, Authority: s.Authority(),
		Transport: s.Client().Transport,
		Getenv: func(name string) string {
			return map[string]string{"AZURE_CLIENT_SECRET": dataversetest.SampleReader}[name]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	service := Service{Origin: s.GraphOrigin(), Credential: credential, Transport: s.Client().Transport, RetryDelay: time.Microsecond}
	registrations, missing, err := ReadRegistrations(t.Context(), service, []string{dataversetest.SampleAppID})
	wantComplete(t, missing, err)
	if diff := cmp.Diff(seed.Registrations, registrations, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("registrations (-sown +read):\n%s", diff)
	}

	service.Origin = s.PowerPlatformOrigin()
	connections, missing, err := ReadConnections(t.Context(), service, "Default-"+dataversetest.DefaultTenant)
	wantComplete(t, missing, err)
	sown := slices.DeleteFunc(slices.Clone(seed.Connections), func(c environment.Connection) bool {
		return !slices.Contains(dataverseConnectors(), c.Connector)
	})
	if diff := cmp.Diff(sown, connections, cmpopts.SortSlices(func(a, b environment.Connection) bool { return a.ID < b.ID })); diff != "" {
		t.Errorf("connections (-sown +read):\n%s", diff)
	}

	var users []string
	now := time.Time{}
	for _, o := range seed.Audit.Observations {
		users = append(users, o.User)
		if o.Last.After(now) {
			now = o.Last
		}
	}
	options := Options{URL: s.Origin(), AnyHost: true, Credential: credential, Transport: s.Client().Transport, RetryDelay: time.Microsecond}
	audit, missing, err := ReadAudit(t.Context(), options, users, seed.Audit.Days, now)
	wantComplete(t, missing, err)
	if diff := cmp.Diff(seed.Audit, audit, cmpopts.SortSlices(func(a, b environment.Observation) bool {
		return a.User+a.Table+a.Right < b.User+b.Table+b.Right
	})); diff != "" {
		t.Errorf("audit (-sown +read):\n%s", diff)
	}
}
