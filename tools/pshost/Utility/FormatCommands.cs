namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => implementation = new InnerFormatShapeCommand(FormatShape.Table);
}

[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => implementation = new InnerFormatShapeCommand(FormatShape.List);
}

[Cmdlet(VerbsCommon.Format, "Wide")]
public sealed class FormatWideCommand : OuterFormatShapeCommandBase
{
    private int? _column;

    public FormatWideCommand() => implementation = new InnerFormatShapeCommand(FormatShape.Wide);

    [Parameter(Position = 0)]
    public object? Property { get; set; }

    [Parameter]
    public SwitchParameter AutoSize { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Column
    {
        get => _column ?? -1;
        set => _column = value;
    }

    public override FormattingCommandLineParameters GetCommandLineParameters()
    {
        var parameters = new FormattingCommandLineParameters();
        if (Property is not null)
        {
            var processor = new ParameterProcessor(new FormatWideParameterDefinition());
            parameters.mshParameterList = processor.ProcessParameters([Property], new TerminatingErrorContext(this));
        }

        parameters.viewName = View;
        parameters.groupByParameter = ProcessGroupByParameter();
        parameters.forceFormattingAlsoOnOutOfBand = Force;
        parameters.autosize = AutoSize.IsPresent ? true : null;
        parameters.showErrorsAsMessages = showErrorsAsMessages;
        parameters.showErrorsInFormattedOutput = showErrorsInFormattedOutput;
        parameters.expansion = ProcessExpandParameter();
        parameters.shapeParameters = new WideSpecificParameters { columns = _column };
        return parameters;
    }
}

[Cmdlet(VerbsCommon.Format, "Custom")]
public sealed class FormatCustomCommand : OuterFormatShapeCommandBase
{
    public FormatCustomCommand() => implementation = new InnerFormatShapeCommand(FormatShape.Complex);

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = ComplexSpecificParameters.maxDepthAllowable;

    public override FormattingCommandLineParameters GetCommandLineParameters()
    {
        var parameters = new FormattingCommandLineParameters();
        if (Property is not null)
        {
            var processor = new ParameterProcessor(new FormatObjectParameterDefinition());
            parameters.mshParameterList = processor.ProcessParameters(Property, new TerminatingErrorContext(this));
        }

        parameters.viewName = View;
        parameters.groupByParameter = ProcessGroupByParameter();
        parameters.forceFormattingAlsoOnOutOfBand = Force;
        parameters.showErrorsAsMessages = showErrorsAsMessages;
        parameters.showErrorsInFormattedOutput = showErrorsInFormattedOutput;
        parameters.expansion = ProcessExpandParameter();
        parameters.shapeParameters = new ComplexSpecificParameters { maxDepth = Depth };
        return parameters;
    }
}
