using System.Collections;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentCommand : ProviderCommand
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long ReadCount { get; set; } = 1;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("First", "Head")]
    public long TotalCount { get; set; } = -1;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Last")]
    public int Tail { get; set; } = -1;

    internal override object? ProviderParameters(string path, CmdletProviderContext context) => InvokeProvider.Content.GetContentReaderDynamicParameters(path, context);

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        foreach (IContentReader reader in InvokeProvider.Content.GetReader(path, context))
        {
            using (reader)
            {
                if (Tail >= 0)
                {
                    ReadTail(reader);
                }
                else
                {
                    Read(reader);
                }
            }
        }
    });

    private void Read(IContentReader reader)
    {
        for (long left = TotalCount < 0 ? long.MaxValue : TotalCount; left > 0;)
        {
            long count = ReadCount <= 0 ? left : System.Math.Min(ReadCount, left);
            IList block = reader.Read(count);
            if (block is null || block.Count == 0)
            {
                return;
            }

            left -= block.Count;

            // One line at a time is written as it is, a batch as an array.
            WriteObject(ReadCount == 1 ? block[0] : block is object[] array ? array : new ArrayList(block).ToArray(), false);
        }
    }

    private void ReadTail(IContentReader reader)
    {
        var lines = new Queue<object?>();
        for (IList block = reader.Read(1); block is { Count: > 0 }; block = reader.Read(1))
        {
            lines.Enqueue(block[0]);
            if (lines.Count > Tail)
            {
                lines.Dequeue();
            }
        }

        WriteObject(lines, true);
    }
}

/// <summary>Set-Content and Add-Content: the writers are opened with the first object and closed with the last.</summary>
public abstract class WriteContentCommandBase : ProviderCommand, System.IDisposable
{
    private List<IContentWriter>? _writers;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? ProviderParameters(string path, CmdletProviderContext context) => InvokeProvider.Content.GetContentWriterDynamicParameters(path, context);

    internal abstract void Prepare(string path, CmdletProviderContext context);

    internal virtual void Position(IContentWriter writer)
    {
    }

    protected override void ProcessRecord()
    {
        Open();
        foreach (IContentWriter writer in _writers!)
        {
            if (Value is not null)
            {
                writer.Write(Value);
            }
        }

        if (PassThru)
        {
            WriteObject(Value, true);
        }
    }

    protected override void EndProcessing() => Dispose();

    private void Open()
    {
        if (_writers is not null)
        {
            return;
        }

        _writers = [];
        ForEachPath((path, context) =>
        {
            if (!ShouldProcess($"Path: {path}"))
            {
                return;
            }

            Prepare(path, NewContext(passThru: false));
            foreach (IContentWriter writer in InvokeProvider.Content.GetWriter(path, context))
            {
                Position(writer);
                _writers.Add(writer);
            }
        });
    }

    public void Dispose()
    {
        foreach (IContentWriter writer in _writers ?? [])
        {
            writer.Close();
            writer.Dispose();
        }

        _writers?.Clear();
        System.GC.SuppressFinalize(this);
    }
}

[Cmdlet(VerbsCommon.Set, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetContentCommand : WriteContentCommandBase
{
    internal override void Prepare(string path, CmdletProviderContext context)
    {
        if (InvokeProvider.Item.Exists(path, NewContext()))
        {
            InvokeProvider.Content.Clear(path, context);
        }
    }
}

[Cmdlet(VerbsCommon.Add, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContentCommand : WriteContentCommandBase
{
    internal override void Prepare(string path, CmdletProviderContext context)
    {
    }

    internal override void Position(IContentWriter writer) => writer.Seek(0, SeekOrigin.End);
}

[Cmdlet(VerbsCommon.Clear, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ClearContentCommand : ProviderCommand
{
    protected override void ProcessRecord() => ForEachPath((path, _) => InvokeProvider.Content.Clear(path, NewContext(passThru: false)));
}
