package xaml

import (
	"fmt"
	"strings"
)

const platformSuffix = ", Microsoft.Crm.Workflow, Version=9.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35"

// document puts activities into a process as the designer writes it.
func document(activities string) string {
	return `<Activity x:Class="XrmWorkflow0123456789abcdef0123456789abcdef" xmlns="http://schemas.microsoft.com/netfx/2009/xaml/activities"` +
		` xmlns:contoso="clr-namespace:Contoso.Steps;assembly=Contoso.Steps, Version=1.0.0.0"` +
		` xmlns:mcwa="clr-namespace:Microsoft.Crm.Workflow.Activities;assembly=Microsoft.Crm.Workflow, Version=9.0.0.0"` +
		` xmlns:mcwc="clr-namespace:Microsoft.Crm.Workflow.ClientActivities;assembly=Microsoft.Crm.Workflow, Version=9.0.0.0"` +
		` xmlns:mva="clr-namespace:Microsoft.VisualBasic.Activities;assembly=System.Activities, Version=4.0.0.0"` +
		` xmlns:mxs="clr-namespace:Microsoft.Xrm.Sdk;assembly=Microsoft.Xrm.Sdk, Version=9.0.0.0"` +
		` xmlns:mxsq="clr-namespace:Microsoft.Xrm.Sdk.Query;assembly=Microsoft.Xrm.Sdk, Version=9.0.0.0"` +
		` xmlns:mxsw="clr-namespace:Microsoft.Xrm.Sdk.Workflow;assembly=Microsoft.Xrm.Sdk.Workflow, Version=9.0.0.0"` +
		` xmlns:mxswa="clr-namespace:Microsoft.Xrm.Sdk.Workflow.Activities;assembly=Microsoft.Xrm.Sdk.Workflow, Version=9.0.0.0"` +
		` xmlns:s="clr-namespace:System;assembly=mscorlib, Version=4.0.0.0"` +
		` xmlns:scg="clr-namespace:System.Collections.Generic;assembly=mscorlib, Version=4.0.0.0"` +
		` xmlns:sco="clr-namespace:System.Collections.ObjectModel;assembly=mscorlib, Version=4.0.0.0"` +
		` xmlns:this="clr-namespace:" xmlns:x="http://schemas.microsoft.com/winfx/2006/xaml">
<x:Members>
  <x:Property Name="InputEntities" Type="InArgument(scg:IDictionary(x:String, mxs:Entity))" />
  <x:Property Name="CreatedEntities" Type="InArgument(scg:IDictionary(x:String, mxs:Entity))" />
  <x:Property Name="Customer" Type="InArgument(mxs:EntityReference)">
    <x:Property.Attributes>
      <mxsw:ArgumentRequiredAttribute Value="True" />
      <mxsw:ArgumentEntityAttribute Value="Account" />
    </x:Property.Attributes>
  </x:Property>
</x:Members>
<this:XrmWorkflow0123456789abcdef0123456789abcdef.InputEntities>
  <InArgument x:TypeArguments="scg:IDictionary(x:String, mxs:Entity)" />
</this:XrmWorkflow0123456789abcdef0123456789abcdef.InputEntities>
<mva:VisualBasic.Settings>Assembly references and imported namespaces for internal implementation</mva:VisualBasic.Settings>
<mxswa:Workflow>
` + activities + `
</mxswa:Workflow>
</Activity>`
}

const (
	primary     = `InputEntities(&quot;primaryEntity&quot;)`
	primaryTemp = `CreatedEntities(&quot;primaryEntity#Temp&quot;)`
	customer    = `InputEntities(&quot;related_Customerid#account&quot;)`
	created     = `CreatedEntities(&quot;CreateStep1_localParameter&quot;)`
	createdTemp = `CreatedEntities(&quot;CreateStep1_localParameter#Temp&quot;)`
)

// newRow is how the designer begins a row to be written.
func newRow(row, table string) string {
	return fmt.Sprintf("<Assign x:TypeArguments=\"mxs:Entity\" To=\"[%s]\" Value=\"[New Entity(&quot;%s&quot;)]\" />\n", row, table)
}

// property is a GetEntityProperty or SetEntityProperty.
func property(verb, row, table, attribute, variable, kind string) string {
	return fmt.Sprintf(`<mxswa:%[1]sEntityProperty Attribute="%[4]s" Entity="[%[2]s]" EntityName="%[3]s" Value="[%[5]s]">
<mxswa:%[1]sEntityProperty.TargetType><InArgument x:TypeArguments="s:Type">
<mxswa:ReferenceLiteral x:TypeArguments="s:Type" Value="%[6]s" />
</InArgument></mxswa:%[1]sEntityProperty.TargetType></mxswa:%[1]sEntityProperty>
`, verb, row, table, attribute, variable, kind)
}

// expression is an EvaluateExpression.
func expression(operator, parameters, kind, result string) string {
	return reference("Microsoft.Crm.Workflow.Activities.EvaluateExpression"+platformSuffix, "EvaluateExpression", fmt.Sprintf(
		`<InArgument x:TypeArguments="x:String" x:Key="ExpressionOperator">%s</InArgument>
<InArgument x:TypeArguments="s:Object[]" x:Key="Parameters">[New Object() { %s }]</InArgument>
<InArgument x:TypeArguments="s:Type" x:Key="TargetType"><mxswa:ReferenceLiteral x:TypeArguments="s:Type" Value="%s" /></InArgument>
<OutArgument x:TypeArguments="x:Object" x:Key="Result">[%s]</OutArgument>`, operator, parameters, kind, result))
}

// reference is an ActivityReference with arguments.
func reference(name, display, arguments string) string {
	return fmt.Sprintf(`<mxswa:ActivityReference AssemblyQualifiedName="%s" DisplayName="%s">
<mxswa:ActivityReference.Arguments>%s</mxswa:ActivityReference.Arguments></mxswa:ActivityReference>
`, name, display, arguments)
}

// container is a platform activity that holds others.
func container(name, display, key, activities string) string {
	if key != "" {
		key = ` x:Key="` + key + `"`
	}
	return fmt.Sprintf(`<mxswa:ActivityReference%s AssemblyQualifiedName="Microsoft.Crm.Workflow.Activities.%s" DisplayName="%s">
<mxswa:ActivityReference.Properties><sco:Collection x:TypeArguments="Variable" x:Key="Variables" />
<sco:Collection x:TypeArguments="Activity" x:Key="Activities">%s</sco:Collection></mxswa:ActivityReference.Properties>
</mxswa:ActivityReference>
`, key, name+platformSuffix, display, activities)
}

func sequence(display string, activities ...string) string {
	return fmt.Sprintf("<Sequence DisplayName=\"%s\">\n%s</Sequence>\n", display, strings.Join(activities, ""))
}
