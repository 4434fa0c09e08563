using System;
using System.IO;
using System.Text;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = "NoNewLineFormatting")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringBuilder _text = new();
    private StreamingTextWriter? _writer;

    public OutStringCommand() => implementation = new OutputManagerInner();

    [Parameter(ParameterSetName = "StreamFormatting")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    [Parameter(ParameterSetName = "NoNewLineFormatting")]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        _writer = new StreamingTextWriter(Take, Host.CurrentCulture);
        ((OutputManagerInner)implementation).LineOutput = new TextWriterLineOutput(_writer, Width);
        base.BeginProcessing();
    }

    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _writer!.Flush();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        _writer!.Flush();
        if (!Stream)
        {
            WriteObject(_text.ToString());
        }
    }

    private void Take(string line)
    {
        if (Stream)
        {
            WriteObject(line);
        }
        else
        {
            _text.Append(line);
            if (!NoNewline)
            {
                _text.Append(Environment.NewLine);
            }
        }
    }
}

[Cmdlet(VerbsData.Out, "File", SupportsShouldProcess = true, DefaultParameterSetName = "ByPath", ConfirmImpact = ConfirmImpact.Medium)]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? _writer;
    private bool _skip;

    public OutFileCommand() => implementation = new OutputManagerInner();

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByPath")]
    [Alias("Path")]
    public string FilePath { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string LiteralPath
    {
        get => FilePath;
        set => FilePath = value;
    }

    [Parameter(Position = 1)]
    [ArgumentToEncodingTransformation]
    public Encoding Encoding { get; set; } = System.Text.Encoding.Default;

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void BeginProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath);
        _skip = !ShouldProcess(path);
        if (_skip)
        {
            return;
        }

        _writer = FileText.OpenWrite(this, path, Append, NoClobber, Force, Encoding);
        var line = new StreamingTextWriter(Take, Host.CurrentCulture);
        ((OutputManagerInner)implementation).LineOutput = new TextWriterLineOutput(line, Width);
        base.BeginProcessing();
    }

    protected override void ProcessRecord()
    {
        if (!_skip)
        {
            base.ProcessRecord();
        }
    }

    protected override void EndProcessing()
    {
        if (!_skip)
        {
            base.EndProcessing();
            _writer!.Flush();
        }
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        _writer?.Dispose();
        _writer = null;
    }

    private void Take(string line)
    {
        // A file never gets colours unless $PSStyle.OutputRendering asks for them.
        string text = PSStyle.Instance.OutputRendering is OutputRendering.Ansi ? line : new System.Management.Automation.Internal.StringDecorated(line).ToString(OutputRendering.PlainText);
        if (NoNewline)
        {
            _writer!.Write(text);
        }
        else
        {
            _writer!.WriteLine(text);
        }
    }
}

[Cmdlet("Tee", "Object", DefaultParameterSetName = "File")]
public sealed class TeeObjectCommand : PSCmdlet, IDisposable
{
    private SteppablePipeline? _file;
    private System.Management.Automation.PowerShell? _shell;
    private readonly System.Collections.ArrayList _values = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "File")]
    [Alias("Path")]
    public string? FilePath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralFile")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(ParameterSetName = "File")]
    [Parameter(ParameterSetName = "Variable")]
    public SwitchParameter Append { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Variable")]
    public string? Variable { get; set; }

    protected override void BeginProcessing()
    {
        if ((FilePath ?? LiteralPath) is { } path)
        {
            _shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
            _shell.AddCommand("Out-File").AddParameter("FilePath", path).AddParameter("Append", Append);
            _file = _shell.GetSteppablePipeline();
            _file.Begin(true);
        }
    }

    protected override void ProcessRecord()
    {
        _file?.Process(InputObject);
        _values.Add(InputObject);
        WriteObject(InputObject);
    }

    protected override void EndProcessing()
    {
        _file?.End();
        if (Variable is not null)
        {
            object? value = _values.Count == 1 ? _values[0] : _values.ToArray();
            SessionState.PSVariable.Set(Variable, value);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _shell?.Dispose();
    }
}
