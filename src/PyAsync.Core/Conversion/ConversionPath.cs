using System;
using System.Globalization;
using System.Text;

namespace PyAsync.Conversion;

/// <summary>The way from the outermost value to the one being converted, for error messages: <c>[3].name</c>.</summary>
internal sealed class ConversionPath
{
    private (object? Key, int Index)[] _steps = new (object?, int)[16];

    /// <summary>How many containers the value is in.</summary>
    public int Depth { get; private set; }

    public void Clear()
    {
        // It holds no key of the last value: a converter lives as long as its interpreter.
        Array.Clear(_steps, 0, Depth);
        Depth = 0;
    }

    /// <summary>Goes into a container.</summary>
    public void Enter()
    {
        if (Depth == _steps.Length)
        {
            Array.Resize(ref _steps, Depth * 2);
        }
        _steps[Depth++] = (null, -1);
    }

    /// <summary>Comes out of it.</summary>
    public void Leave() => _steps[--Depth].Key = null;

    /// <summary>The next value is the container's item at an index.</summary>
    public void At(int index) => _steps[Depth - 1] = (null, index);

    /// <summary>The next value is the container's item under a key.</summary>
    public void At(object? key) => _steps[Depth - 1].Key = key;

    /// <summary>The path as text; empty for the outermost value itself.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < Depth; i++)
        {
            if (i == 12 && Depth > 16)
            {
                text.Append('…');
                i = Depth - 4;
            }
            (object? key, int index) = _steps[i];
            if (key is string name)
            {
                text.Append(text.Length == 0 ? "" : ".").Append(name);
            }
            else if (key is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{key}]");
            }
            else if (index >= 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
        }
        return text.ToString();
    }

    /// <summary>The path for a message: <c> at [3].name</c>, or nothing.</summary>
    public string Place() => ToString() is { Length: > 0 } path ? $" at {path}" : "";
}
