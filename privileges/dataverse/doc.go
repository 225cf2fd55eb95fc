// Package dataverse reads a live Dataverse environment into an environment.Environment: application users with the roles,
// teams and column security profiles they hold, and the tables, relationships, connection references and cloud flows that
// an analysis needs. It signs in by the ways of Microsoft Entra ID, and it explains the errors that people meet.
//
// It only reads: no request but GET leaves it, and none goes to another host than the environment's, whatever a reply
// says, for a bearer token goes with each. A part that could not be read is named in Missing and never an empty list.
//
// Limitations. It sees what the reader may see; it says where the reader's privileges do not reach all rows. Flows outside
// of solutions are not in Dataverse. Membership of teams that stand for Entra groups is as Dataverse saw it last.
// Source: https://learn.microsoft.com/power-apps/developer/data-platform/aad-group-team (2026-11-22)
package dataverse
