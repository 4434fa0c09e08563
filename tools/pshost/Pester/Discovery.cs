using System;
using System.Collections;
using System.IO;

namespace Pester;

/// <summary>The first phase: runs the files to learn which blocks and tests they have.</summary>
internal sealed class Discovery(Invoker invoker)
{
    [ThreadStatic]
    private static Discovery? s_current;

    private Block? _block;

    /// <summary>The discovery that is under way on this thread, if one is.</summary>
    public static Discovery? Current => s_current;

    public Block CurrentBlock => _block!;

    public void Discover(Container container)
    {
        ScriptBlock script;
        try
        {
            script = Load(container);
        }
        catch (Exception error) when (error is RuntimeException or IOException)
        {
            container.Root = new Block { IsRoot = true, Container = container, Name = container.Name };
            container.ErrorRecord.Add(Invoker.ToRecord(error));
            return;
        }

        container.Root = new Block { IsRoot = true, Container = container, Name = container.Name, ScriptBlock = script };
        Discovery? outer = s_current;
        s_current = this;
        _block = container.Root;
        try
        {
            using (invoker.OpenScope(script, isScript: true))
            {
                invoker.DefineAll(script, container.Data);
                ErrorRecord? error = invoker.Run(script, null, container.Item, container.Data ?? new Hashtable());
                if (error is not null)
                {
                    container.ErrorRecord.Add(error);
                }
            }
        }
        finally
        {
            s_current = outer;
        }
    }

    public void AddBlock(string command, string name, ScriptBlock fixture, string[] tags, bool skip, object[]? forEach, int line)
    {
        Block parent = _block!;
        foreach (object? data in (object?[]?)forEach ?? [null])
        {
            var block = new Block
            {
                Command = command,
                Name = name,
                ScriptBlock = fixture,
                Tag = tags,
                Skip = skip || parent.Skip,
                Data = data,
                HasData = forEach is not null,
                StartLine = line,
                Block = parent,
                Container = parent.Container,
            };
            parent.Blocks.Add(block);
            parent.Order.Add(block);
            _block = block;
            try
            {
                using (invoker.OpenScope(fixture))
                {
                    if (block.HasData)
                    {
                        invoker.Define(fixture, data);
                    }

                    // An error in a block's body is one of the whole file.
                    if (invoker.Run(fixture) is { } error)
                    {
                        throw new RuntimeException(error.Exception.Message, error.Exception, error);
                    }
                }
            }
            finally
            {
                _block = parent;
            }
        }
    }

    public void AddTest(string name, ScriptBlock body, string[] tags, bool skip, object[]? forEach, int line)
    {
        Block parent = _block!;
        if (parent.IsRoot)
        {
            throw new PSInvalidOperationException("It must be inside a Describe or a Context.");
        }

        foreach (object? data in (object?[]?)forEach ?? [null])
        {
            var test = new Test
            {
                Name = name,
                ScriptBlock = body,
                Tag = tags,
                Skip = skip || parent.Skip,
                Data = data,
                HasData = forEach is not null,
                StartLine = line,
                Block = parent,
            };
            parent.Tests.Add(test);
            parent.Order.Add(test);
        }
    }

    // A file is called by a small script rather than run itself, so that its param block is bound and $PSScriptRoot is its folder.
    private ScriptBlock Load(Container container)
    {
        if (container.Item is string path)
        {
            System.Management.Automation.Language.Parser.ParseFile(path, out _, out var errors);
            if (errors.Length > 0)
            {
                throw new ParseException(errors);
            }
        }

        ScriptBlock script = ScriptBlock.Create("$__data = $args[1]; . $args[0] @__data");
        script.SessionStateInternal = invoker.Context.EngineSessionState;
        return script;
    }
}
