package xaml

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var withoutPlaces = cmp.Options{cmpopts.IgnoreFields(Step{}, "Line", "Column"), cmpopts.EquateEmpty()}

// steps parses activities and fails the test for anything that was not understood.
func steps(t *testing.T, activities string) []Step {
	t.Helper()
	w, err := Parse([]byte(document(activities)))
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Opaque) > 0 {
		t.Errorf("not understood: %+v", w.Opaque)
	}
	return w.Steps
}

func TestStepsThatTouchTables(t *testing.T) {
	const ref = "mxs:EntityReference"
	order := Column{Table: "salesorder", Name: "customerid", Via: "primary"}
	for name, tt := range map[string]struct {
		xaml string
		want []Step
	}{
		"a create step names its columns, its lookups and what it reads": {
			sequence("CreateStep1: Open the order",
				newRow(createdTemp, "new_order"),
				property("Get", customer, "Account", "Name", "CreateStep1_2", "x:String"),
				expression("SelectFirstNonNull", "CreateStep1_2", "x:String", "CreateStep1_1"),
				property("Set", createdTemp, "new_order", "New_Name", "CreateStep1_1", "x:String"),
				expression("CreateCrmType", `Microsoft.Xrm.Sdk.Workflow.WorkflowPropertyType.Guid, "a35c61d2-ad4a-ea11-a820-000d3a334f1d", "Key"`, ref, "CreateStep1_4"),
				expression("CreateCrmType", `Microsoft.Xrm.Sdk.Workflow.WorkflowPropertyType.EntityReference, "TransactionCurrency", "US Dollar", CreateStep1_4, "Lookup"`, ref, "CreateStep1_3"),
				property("Set", createdTemp, "new_order", "transactioncurrencyid", "CreateStep1_3", ref),
				property("Get", primary, "salesorder", "salesorderid", "CreateStep1_6", ref),
				expression("SelectFirstNonNull", "CreateStep1_6", ref, "CreateStep1_5"),
				property("Set", createdTemp, "new_order", "new_origin", "CreateStep1_5", ref),
				property("Get", primary, "salesorder", "customerid", "CreateStep1_8", ref),
				expression("SelectFirstNonNull", "CreateStep1_8", ref, "CreateStep1_7"),
				property("Set", createdTemp, "new_order", "new_customer", "CreateStep1_7", ref),
				property("Set", createdTemp, "new_order", "new_cleared", "CreateStep1_9", ref),
				`<mxswa:CreateEntity EntityId="{x:Null}" DisplayName="CreateStep1" Entity="[`+createdTemp+`]" EntityName="new_order" />`,
				`<Assign x:TypeArguments="mxs:Entity" To="[`+created+`]" Value="[`+createdTemp+`]" /><Persist />`),
			[]Step{{
				Kind: Create, Table: "new_order", Row: "created:CreateStep1", Name: "CreateStep1: Open the order",
				Columns: []string{"new_cleared", "new_customer", "new_name", "new_origin", "transactioncurrencyid"},
				Lookups: []Lookup{
					{Column: "new_cleared"},
					{Column: "new_customer", From: []Column{order}},
					{Column: "new_origin", Targets: []string{"salesorder"}},
					{Column: "transactioncurrencyid", Targets: []string{"transactioncurrency"}},
				},
				Reads: []Column{
					{Table: "account", Name: "name", Via: "related:customerid"}, order, {Table: "salesorder", Name: "salesorderid", Via: "primary"},
				},
			}},
		},
		"an update step works on a copy of the primary row": {
			sequence("UpdateStep3", newRow(primaryTemp, "lead"),
				`<Assign x:TypeArguments="s:Guid" To="[`+primaryTemp+`.Id]" Value="[`+primary+`.Id]" />`,
				property("Set", primaryTemp, "lead", "subject", "UpdateStep3_1", "x:String"),
				`<mxswa:UpdateEntity DisplayName="UpdateStep3" Entity="[`+primaryTemp+`]" EntityName="lead" />`,
				`<Assign x:TypeArguments="mxs:Entity" To="[`+primary+`]" Value="[`+primaryTemp+`]" />`),
			[]Step{{Kind: Update, Table: "lead", Row: "primary", Columns: []string{"subject"}, Name: "UpdateStep3"}},
		},
		"an update without EntityName takes its table from the new row": {
			newRow(createdTemp, "Task") + `<mxswa:UpdateEntity Entity="[` + createdTemp + `]" />`,
			[]Step{{Kind: Update, Table: "task", Row: "created:CreateStep1"}},
		},
		"arguments written as elements count like attributes": {
			`<mxswa:UpdateEntity><mxswa:UpdateEntity.Entity><InArgument x:TypeArguments="mxs:Entity">[` + primary + `]</InArgument></mxswa:UpdateEntity.Entity>
			<mxswa:UpdateEntity.EntityName><InArgument x:TypeArguments="x:String">Lead</InArgument></mxswa:UpdateEntity.EntityName></mxswa:UpdateEntity>`,
			[]Step{{Kind: Update, Table: "lead", Row: "primary"}},
		},
		"a state step on a related row": {
			`<mxswa:SetState DisplayName="SetStateStep1: Close" Entity="[` + customer + `]" EntityId="[` + customer + `.Id]" EntityName="account">
			<mxswa:SetState.State><InArgument x:TypeArguments="mxs:OptionSetValue"><mxswa:ReferenceLiteral x:TypeArguments="mxs:OptionSetValue">
			<mxs:OptionSetValue ExtensionData="{x:Null}" Value="1" /></mxswa:ReferenceLiteral></InArgument></mxswa:SetState.State></mxswa:SetState>`,
			[]Step{{Kind: SetState, Table: "account", Row: "related:customerid", Columns: []string{"statecode", "statuscode"}, Name: "SetStateStep1: Close"}},
		},
		"an assignment to a fixed team": {
			`<mxswa:AssignEntity Owner="[New EntityReference(&quot;Team&quot;, New Guid(&quot;a35c61d2-ad4a-ea11-a820-000d3a334f1d&quot;))]" DisplayName="AssignStep6"
			Entity="[` + primary + `]" EntityId="[` + primary + `.Id]" EntityName="lead" />`,
			[]Step{{
				Kind: Assign, Table: "lead", Row: "primary", Columns: []string{"ownerid"}, Name: "AssignStep6",
				Lookups: []Lookup{{Column: "ownerid", Targets: []string{"team"}}},
			}},
		},
		"an email is a row of table email": {
			sequence("SendEmailStep7", newRow(`CreatedEntities(&quot;SendEmailStep7_localParameter#Temp&quot;)`, "email"),
				property("Set", `CreatedEntities(&quot;SendEmailStep7_localParameter#Temp&quot;)`, "email", "to", "SendEmailStep7_1", "mxs:EntityCollection"),
				`<mxswa:SendEmail EntityId="{x:Null}" DisplayName="SendEmailStep7" Entity="[CreatedEntities(&quot;SendEmailStep7_localParameter#Temp&quot;)]" />`),
			[]Step{{
				Kind: SendEmail, Table: "email", Row: "created:SendEmailStep7", Columns: []string{"to"},
				Lookups: []Lookup{{Column: "to"}}, Name: "SendEmailStep7",
			}},
		},
		"an email from a template reads the template and names the row it is about": {
			`<mxswa:SendEmailFromTemplate DisplayName="SendEmailStep1" TemplateId="a35c61d2-ad4a-ea11-a820-000d3a334f1d" RegardingId="[` + primary + `.Id]" RegardingType="lead" Entity="{x:Null}" />`,
			[]Step{{
				Kind: SendEmail, Table: "email", Columns: []string{"regardingobjectid", "templateid"}, Name: "SendEmailStep1",
				Lookups: []Lookup{{Column: "regardingobjectid", Targets: []string{"lead"}}, {Column: "templateid", Targets: []string{"template"}}},
			}},
		},
		"a child workflow by id": {
			sequence("ChildWorkflowStep8", `<mxswa:StartChildWorkflow DisplayName="ChildWorkflowStep8" EntityId="[`+customer+`.Id]" EntityName="account"
			InputParameters="[ChildWorkflowStep8_1]" WorkflowId="0B98A14C-9442-448C-8E40-96270ED6D02E" />`),
			[]Step{{Kind: ChildWorkflow, Table: "account", Row: "related:customerid", Workflow: "0b98a14c-9442-448c-8e40-96270ed6d02e", Name: "ChildWorkflowStep8"}},
		},
		"a message with its target": {
			property("Get", primary, "lead", "leadid", "InvokeSdkMessageStep1_4", ref) +
				expression("SelectFirstNonNull", "InvokeSdkMessageStep1_4", ref, "InvokeSdkMessageStep1_3") +
				reference("Microsoft.Crm.Workflow.Activities.ConvertCrmXrmTypes"+platformSuffix, "ConvertCrmXrmTypes",
					`<InArgument x:TypeArguments="x:Object" x:Key="Value">[InvokeSdkMessageStep1_3]</InArgument>
					<OutArgument x:TypeArguments="x:Object" x:Key="Result">[InvokeSdkMessageStep1_3_converted]</OutArgument>`) +
				`<mcwa:InvokeSdkMessageActivity SdkMessageEntityName="{x:Null}" DisplayName="InvokeSdkMessageStep1" SdkMessageName="new_Approve" SdkMessageRequestSuffix="">
				<mcwa:InvokeSdkMessageActivity.Arguments><InArgument x:TypeArguments="mxs:EntityReference" x:Key="Target">[DirectCast(InvokeSdkMessageStep1_3_converted, Microsoft.Xrm.Sdk.EntityReference)]</InArgument>
				<InArgument x:TypeArguments="x:String" x:Key="Note">x</InArgument></mcwa:InvokeSdkMessageActivity.Arguments>
				<mcwa:InvokeSdkMessageActivity.Properties><sco:Collection x:TypeArguments="x:String" x:Key="Target#InArgumentEntityType"><x:String>lead</x:String><x:String>team</x:String></sco:Collection>
				<x:String x:Key="Target#InArgumentRequired">Target</x:String></mcwa:InvokeSdkMessageActivity.Properties></mcwa:InvokeSdkMessageActivity>`,
			[]Step{{
				Kind: Message, Message: "new_Approve", Name: "InvokeSdkMessageStep1",
				Lookups: []Lookup{{Column: "Target", Targets: []string{"lead"}}},
				Reads:   []Column{{Table: "lead", Name: "leadid", Via: "primary"}},
			}},
		},
		"a custom activity, and the row its output names": {
			container("Composite", "CustomActivityStep6", "",
				property("Get", primary, "lead", "emailaddress1", "CustomActivityStep6_2", "x:String")+
					reference("Contoso.Steps.Find, Contoso.Steps, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null", "CustomActivityStep6: Find",
						`<InArgument x:TypeArguments="mxs:EntityReference" x:Key="Customer">[Customer]</InArgument>
						<OutArgument x:TypeArguments="mxs:EntityReference" x:Key="User">[CustomActivityStep6User_localParameter]</OutArgument>`)+
					`<If Condition="[Microsoft.VisualBasic.IsNothing(CustomActivityStep6User_localParameter)]"><If.Then>
					<Assign x:TypeArguments="mxs:Entity" To="[CreatedEntities(&quot;CustomActivityStep6User_entity&quot;)]" Value="[New Entity()]" /></If.Then><If.Else>
					<mxswa:RetrieveEntity Attributes="{x:Null}" Entity="[CreatedEntities(&quot;CustomActivityStep6User_entity&quot;)]"
					EntityId="[DirectCast(CustomActivityStep6User_localParameter.Id, System.Guid)]" EntityName="systemuser" ThrowIfNotExists="False" /></If.Else></If>`),
			[]Step{
				{
					Kind: CustomActivity, Name: "CustomActivityStep6: Find",
					Activity: "Contoso.Steps.Find, Contoso.Steps, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null",
					Lookups:  []Lookup{{Column: "Customer", Targets: []string{"account"}}},
					Reads:    []Column{{Table: "lead", Name: "emailaddress1", Via: "primary"}},
				},
				{
					Kind: Read, Table: "systemuser", Row: "output:CustomActivityStep6User", Name: "CustomActivityStep6",
					Reads: []Column{{Table: "systemuser", Via: "output:CustomActivityStep6User"}},
				},
			},
		},
		"a condition reads, and its branch stops the process with the author's words": {
			container("ConditionSequence", "ConditionStep1: Check", "",
				property("Get", primary, "lead", "statuscode", "ConditionBranchStep2_1", "x:Null")+
					property("Get", customer, "account", "name", "ConditionBranchStep2_2", "x:Null")+
					property("Get", primary, "lead", "subject", "ConditionBranchStep2_3", "x:Null")+
					container("ConditionBranch", "ConditionBranchStep2", "", container("Composite", "ConditionBranchStep2", "Then",
						`<Sequence DisplayName="StopWorkflowStep3"><Sequence.Variables>
						<Variable x:TypeArguments="x:String" Default="Lead is closed" Name="stepLabelDescription" /></Sequence.Variables>
						<TerminateWorkflow DisplayName="StopWorkflowStep3" Exception="[New Microsoft.Xrm.Sdk.InvalidPluginExecutionException(Microsoft.Xrm.Sdk.OperationStatus.Canceled)]" Reason="[x]" /></Sequence>`))),
			[]Step{
				{Kind: Read, Table: "lead", Row: "primary", Name: "ConditionStep1: Check", Reads: []Column{
					{Table: "lead", Name: "statuscode", Via: "primary"}, {Table: "lead", Name: "subject", Via: "primary"},
				}},
				{Kind: Read, Table: "account", Row: "related:customerid", Name: "ConditionStep1: Check", Reads: []Column{
					{Table: "account", Name: "name", Via: "related:customerid"},
				}},
				{Kind: Stop, Name: "Lead is closed"},
			},
		},
		"a business rule sets values on the form's row": {
			sequence("SetAttributeValueStep4", property("Set", primaryTemp, "lead", "subject", "SetAttributeValueStep4_1", "x:String"),
				`<mcwc:SetAttributeValue DisplayName="SetAttributeValueStep4" Entity="[`+primaryTemp+`]" EntityName="lead" />`,
				`<mcwc:SetVisibility ControlId="subject" ControlType="standard" Entity="[`+primary+`]" EntityName="lead" IsVisible="True" />`),
			[]Step{{Kind: FormValue, Table: "lead", Row: "primary", Columns: []string{"subject"}, Name: "SetAttributeValueStep4"}},
		},
		"a loaded row with named columns": {
			`<mxswa:RetrieveEntity Attributes="[New String() { &quot;FullName&quot;, &quot;title&quot; }]" Entity="[CreatedEntities(&quot;CustomActivityStep6User_entity&quot;)]" EntityName="systemuser" />`,
			[]Step{{Kind: Read, Table: "systemuser", Row: "output:CustomActivityStep6User", Reads: []Column{
				{Table: "systemuser", Name: "fullname", Via: "output:CustomActivityStep6User"}, {Table: "systemuser", Name: "title", Via: "output:CustomActivityStep6User"},
			}}},
		},
		"an email from a template with columns of its own": {
			property("Set", createdTemp, "email", "subject", "x_1", "x:String") +
				`<mxswa:SendEmailFromTemplate TemplateId="[x_2]" RegardingId="[x_3]" Entity="[` + createdTemp + `]" />`,
			[]Step{{
				Kind: SendEmail, Table: "email", Row: "created:CreateStep1", Columns: []string{"regardingobjectid", "subject", "templateid"},
				Lookups: []Lookup{{Column: "regardingobjectid"}, {Column: "templateid", Targets: []string{"template"}}},
			}},
		},
		"a reference that goes through an assigned variable": {
			property("Get", primary, "lead", "leadid", "x_1", ref) + `<Assign x:TypeArguments="x:Object" To="[x_2]" Value="[x_1]" />` +
				property("Set", createdTemp, "task", "regardingobjectid", "x_2", "") +
				`<mxswa:CreateEntity Entity="[` + createdTemp + `]" EntityName="task" />`,
			[]Step{{
				Kind: Create, Table: "task", Row: "created:CreateStep1", Columns: []string{"regardingobjectid"},
				Lookups: []Lookup{{Column: "regardingobjectid", Targets: []string{"lead"}}},
				Reads:   []Column{{Table: "lead", Name: "leadid", Via: "primary"}},
			}},
		},
		"a variable that is filled again forgets its first source": {
			property("Get", primary, "lead", "leadid", "x_1", ref) +
				expression("CreateCrmType", `Microsoft.Xrm.Sdk.Workflow.WorkflowPropertyType.String, "leadid", "String"`, "x:String", "x_1") +
				property("Set", primaryTemp, "lead", "new_any", "x_1", "x:Object") + `<mxswa:UpdateEntity Entity="[` + primaryTemp + `]" EntityName="lead" />`,
			[]Step{{
				Kind: Update, Table: "lead", Row: "primary", Columns: []string{"new_any"},
				Reads: []Column{{Table: "lead", Name: "leadid", Via: "primary"}},
			}},
		},
		"the address of a row is no column": {
			property("Get", primary, "lead", "!Process_Custom_Attribute_URL_", "x_1", "x:String"), nil,
		},
		"a wait and a pause touch no table": {
			`<mxswa:Postpone BlockExecution="True" PostponeUntil="[x]" /><Persist />`, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, steps(t, tt.xaml), withoutPlaces); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlacesCountLinesOfTheDecodedText(t *testing.T) {
	w, err := Parse([]byte("\xef\xbb\xbf" + document("  <TerminateWorkflow Reason=\"x\" />\n<contoso:Do />")))
	if err != nil {
		t.Fatal(err)
	}
	line := 1 + strings.Count(document(""), "\n") - strings.Count("\n</mxswa:Workflow>\n</Activity>", "\n")
	if len(w.Steps) != 1 || w.Steps[0].Line != line || w.Steps[0].Column != 3 {
		t.Errorf("steps are %+v, want one at %d:3", w.Steps, line)
	}
	if len(w.Opaque) != 1 || w.Opaque[0].Line != line+1 || w.Opaque[0].Column != 1 {
		t.Errorf("opaque parts are %+v, want one at %d:1", w.Opaque, line+1)
	}
}
