using System;
using System.Collections;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Write, "Output")]
public sealed class WriteOutputCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord()
    {
        // One argument arrives from the command line as a list of one.
        if (InputObject?.BaseObject is System.Collections.Generic.List<object> { Count: 1 } single && NoEnumerate)
        {
            WriteObject(single[0], false);
            return;
        }

        WriteObject(InputObject, !NoEnumerate);
    }
}

[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    [ValidateNotNull]
    public object Separator { get; set; } = " ";

    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage
        {
            Message = Text(Object, Separator.ToString() ?? ""),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
            BackgroundColor = BackgroundColor,
        };

        // The engine shows a record with the tag PSHOST on the host, whatever $InformationPreference says.
        WriteInformation(message, ["PSHOST"]);
    }

    private static string Text(object? value, string separator)
    {
        value = value is PSObject wrapped && wrapped.BaseObject is IEnumerable ? wrapped.BaseObject : value;
        if (value is null || value is string || value is not IEnumerable items || value is IDictionary)
        {
            return value is null ? "" : PSObject.AsPSObject(value).ToString();
        }

        var parts = new System.Collections.Generic.List<string>();
        foreach (object? item in items)
        {
            parts.Add(Text(item, separator));
        }

        return string.Join(separator, parts);
    }
}

/// <summary>The commands that put one text on one stream.</summary>
public abstract class WriteTextCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg")]
    [AllowEmptyString]
    public string Message { get; set; } = "";
}

[Cmdlet(VerbsCommunications.Write, "Warning")]
public sealed class WriteWarningCommand : WriteTextCommand
{
    protected override void ProcessRecord() => WriteWarning(Message);
}

[Cmdlet(VerbsCommunications.Write, "Verbose")]
public sealed class WriteVerboseCommand : WriteTextCommand
{
    protected override void ProcessRecord() => WriteVerbose(Message);
}

[Cmdlet(VerbsCommunications.Write, "Debug")]
public sealed class WriteDebugCommand : WriteTextCommand
{
    protected override void ProcessRecord() => WriteDebug(Message);
}

[Cmdlet(VerbsCommunications.Write, "Information")]
public sealed class WriteInformationCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    [Parameter(Position = 1)]
    public string[] Tags { get; set; } = [];

    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}

[Cmdlet(VerbsCommunications.Write, "Progress")]
public sealed class WriteProgressCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string Activity { get; set; } = "Processing";

    [Parameter(Position = 1)]
    public string Status { get; set; } = "Processing";

    [Parameter(Position = 2)]
    public int Id { get; set; }

    [Parameter]
    public int PercentComplete { get; set; } = -1;

    [Parameter]
    public int SecondsRemaining { get; set; } = -1;

    [Parameter]
    public string? CurrentOperation { get; set; }

    [Parameter]
    public int ParentId { get; set; } = -1;

    [Parameter]
    public SwitchParameter Completed { get; set; }

    [Parameter]
    public int SourceId { get; set; }

    protected override void ProcessRecord()
    {
        WriteProgress(new ProgressRecord(Id, Activity, Status)
        {
            ParentActivityId = ParentId,
            PercentComplete = PercentComplete,
            SecondsRemaining = SecondsRemaining,
            CurrentOperation = CurrentOperation,
            RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }
}

[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "NoException")]
public sealed class WriteErrorCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "WithException", Mandatory = true)]
    public Exception? Exception { get; set; }

    [Parameter(Position = 0, ParameterSetName = "NoException", Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "WithException")]
    [Alias("Msg")]
    [AllowNull]
    [AllowEmptyString]
    public string? Message { get; set; }

    [Parameter(ParameterSetName = "ErrorRecord", Mandatory = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public string ErrorId { get; set; } = "";

    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public object? TargetObject { get; set; }

    [Parameter]
    public string RecommendedAction { get; set; } = "";

    [Parameter]
    [Alias("Activity")]
    public string CategoryActivity { get; set; } = "";

    [Parameter]
    [Alias("Reason")]
    public string CategoryReason { get; set; } = "";

    [Parameter]
    [Alias("TargetName")]
    public string CategoryTargetName { get; set; } = "";

    [Parameter]
    [Alias("TargetType")]
    public string CategoryTargetType { get; set; } = "";

    protected override void ProcessRecord()
    {
        ErrorRecord record = ErrorRecord is not null ? new ErrorRecord(ErrorRecord, null) : Make();
        record.CategoryInfo.Activity = CategoryActivity is "" ? record.CategoryInfo.Activity : CategoryActivity;
        record.CategoryInfo.Reason = CategoryReason is "" ? record.CategoryInfo.Reason : CategoryReason;
        record.CategoryInfo.TargetName = CategoryTargetName is "" ? record.CategoryInfo.TargetName : CategoryTargetName;
        record.CategoryInfo.TargetType = CategoryTargetType is "" ? record.CategoryInfo.TargetType : CategoryTargetType;

        // The error is reported where Write-Error was called, in the name of the function that called it.
        if (GetVariableValue("MyInvocation") is InvocationInfo caller)
        {
            record.SetInvocationInfo(caller);
            record.PreserveInvocationInfoOnce = true;
            record.CategoryInfo.Activity = CategoryActivity is "" ? "Write-Error" : CategoryActivity;
        }

        WriteError(record);
    }

    private ErrorRecord Make()
    {
        Exception error = Exception ?? new Microsoft.PowerShell.Commands.WriteErrorException(Message ?? "");
        string id = ErrorId is "" ? error.GetType().FullName ?? "" : ErrorId;
        var record = new ErrorRecord(error, id, Category, TargetObject);
        if ((Exception is not null && !string.IsNullOrEmpty(Message)) || RecommendedAction is not "")
        {
            record.ErrorDetails = new ErrorDetails(string.IsNullOrEmpty(Message) ? error.Message : Message) { RecommendedAction = RecommendedAction };
        }

        return record;
    }
}
