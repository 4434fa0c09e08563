using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "Clixml", SupportsShouldProcess = true)]
public sealed class ExportClixmlCommand : PSCmdlet
{
    private readonly List<object> _items = [];

    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "LP", "PSPath")]
    public string Path { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    protected override void ProcessRecord() => _items.Add(InputObject!);

    protected override void EndProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (ShouldProcess(path))
        {
            using StreamWriter writer = FileText.OpenWrite(this, path, false, NoClobber, Force, new UTF8Encoding(false));
            writer.Write(PSSerializer.Serialize(_items, Depth, enumerate: true));
        }
    }
}

[Cmdlet(VerbsData.Import, "Clixml")]
public sealed class ImportClixmlCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("LiteralPath", "LP", "PSPath")]
    public string[] Path { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            ProviderErrors.Guard(this, path, () =>
            {
                foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
                {
                    foreach (object item in PSSerializer.DeserializeAsList(File.ReadAllText(file)))
                    {
                        WriteObject(item);
                    }
                }
            });
        }
    }
}
