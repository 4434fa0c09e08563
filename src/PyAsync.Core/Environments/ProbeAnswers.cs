using System;
using System.Collections.Generic;

namespace PyAsync.Environments;

/// <summary>What an interpreter says about itself. Whoever has one has answers to everything, each in its form.</summary>
internal sealed class ProbeAnswers
{
    // The kernel's machine is not told by every version.
    private static readonly string[] s_texts =
    [
        "executable", "prefix", "base_prefix", "implementation", "LDLIBRARY", "LIBDIR", "INSTSONAME", "MULTIARCH",
        "PYTHONFRAMEWORKPREFIX", "DLLLIBRARY", "LIBPL",
    ];

    private readonly IReadOnlyDictionary<string, string> _texts;

    private ProbeAnswers(IReadOnlyDictionary<string, string> texts, Version version, int bits)
    {
        _texts = texts;
        Version = version;
        Bits = bits;
    }

    /// <summary>Every answer by its name, as it was given.</summary>
    public IReadOnlyDictionary<string, string> All => _texts;

    /// <summary>Major, minor, micro.</summary>
    public Version Version { get; }

    /// <summary>Of a pointer: 64 or 32.</summary>
    public int Bits { get; }

    /// <summary>An answer of that name, which may be empty.</summary>
    public string this[string name] => _texts[name];

    /// <summary>An answer that an interpreter may lack: then it is empty.</summary>
    public string Optional(string name) => _texts.TryGetValue(name, out string? text) ? text : "";

    /// <summary>The answers; null where these texts are none.</summary>
    public static ProbeAnswers? From(IReadOnlyDictionary<string, string> texts)
    {
        foreach (string name in s_texts)
        {
            if (!texts.ContainsKey(name))
            {
                return null;
            }
        }
        return texts["executable"].Length > 0 && texts["prefix"].Length > 0 && texts["base_prefix"].Length > 0
            && texts.TryGetValue("version", out string? text) && Version.TryParse(text, out Version? version) && version.Build >= 0
            && texts.TryGetValue("bits", out string? bits) && bits is "64" or "32"
            ? new ProbeAnswers(texts, version, bits == "64" ? 64 : 32)
            : null;
    }
}
