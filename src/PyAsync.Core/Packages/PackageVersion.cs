using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>A version of a Python package or of Python itself, by the rules of PEP 440. Any thread.</summary>
internal sealed partial class PackageVersion : IComparable<PackageVersion>
{
    private readonly string _text;

    private PackageVersion(string text, int epoch, long[] release)
    {
        _text = text;
        Epoch = epoch;
        Release = release;
    }

    /// <summary>What stands before the <c>!</c>; mostly 0.</summary>
    public int Epoch { get; }

    /// <summary>The numbers, such as 3, 12, 1.</summary>
    public long[] Release { get; }

    /// <summary>Whether it is an alpha, beta, candidate or development version.</summary>
    public bool IsPrerelease => PreLetter is not null || Dev is not null;

    /// <summary>Whether it comes after its release, as <c>1.0.post1</c> does.</summary>
    public bool IsPostrelease => Post is not null;

    /// <summary>What stands behind a <c>+</c>; null where there is none.</summary>
    public string? Local { get; private init; }

    private string? PreLetter { get; init; }

    private long PreNumber { get; init; }

    private long? Post { get; init; }

    private long? Dev { get; init; }

    // PEP 440, appendix B.
    [GeneratedRegex(@"^\s*v?(?:(?<epoch>[0-9]{1,9})!)?(?<release>[0-9]{1,18}(?:\.[0-9]{1,18})*)(?:[-_.]?(?<pre>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<pren>[0-9]{0,18}))?(?:-(?<post1>[0-9]{1,18})|[-_.]?(?<post>post|rev|r)[-_.]?(?<post2>[0-9]{0,18}))?(?:[-_.]?(?<dev>dev)[-_.]?(?<devn>[0-9]{0,18}))?(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    /// <summary>Reads a version; null where the text is none.</summary>
    public static PackageVersion? TryParse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }
        Group pre = match.Groups["pre"], post = match.Groups["post"], post1 = match.Groups["post1"];
        return new PackageVersion(text.Trim(), (int)Number(match.Groups["epoch"]), [.. match.Groups["release"].Value.Split('.').Select(part => long.Parse(part, CultureInfo.InvariantCulture))])
        {
            PreLetter = pre.Success ? Letter(pre.Value) : null,
            PreNumber = Number(match.Groups["pren"]),
            Post = post1.Success ? Number(post1) : post.Success ? Number(match.Groups["post2"]) : null,
            Dev = match.Groups["dev"].Success ? Number(match.Groups["devn"]) : null,
            Local = match.Groups["local"].Success ? match.Groups["local"].Value.ToLowerInvariant() : null,
        };
    }

    /// <summary>The version of an interpreter.</summary>
    public static PackageVersion Of(Version python) => TryParse(python.ToString())!;

    /// <inheritdoc/>
    public int CompareTo(PackageVersion? other)
    {
        if (other is null)
        {
            return 1;
        }
        int order = CompareRelease(other);
        order = order != 0 ? order : string.CompareOrdinal(PreKey, other.PreKey);
        order = order != 0 ? order : PreNumber.CompareTo(other.PreNumber);
        order = order != 0 ? order : (Post ?? -1).CompareTo(other.Post ?? -1);
        order = order != 0 ? order : (Dev ?? long.MaxValue).CompareTo(other.Dev ?? long.MaxValue);
        return order != 0 ? order : CompareLocal(other);
    }

    /// <summary>Compares epochs and numbers alone; missing ones are 0.</summary>
    public int CompareRelease(PackageVersion other)
    {
        int order = Epoch.CompareTo(other.Epoch);
        for (int i = 0; order == 0 && i < Math.Max(Release.Length, other.Release.Length); i++)
        {
            order = At(i).CompareTo(other.At(i));
        }
        return order;
    }

    /// <summary>Whether it begins with the other's epoch and numbers, as <c>==1.2.*</c> asks.</summary>
    public bool StartsWith(PackageVersion other)
    {
        bool same = Epoch == other.Epoch;
        for (int i = 0; same && i < other.Release.Length; i++)
        {
            same = At(i) == other.Release[i];
        }
        return same;
    }

    /// <summary>The same without what stands behind a <c>+</c>.</summary>
    public PackageVersion WithoutLocal() => Local is null ? this : TryParse(_text[.._text.IndexOf('+', StringComparison.Ordinal)])!;

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    // "1.0.dev1" comes before "1.0a1", and that before "1.0".
    private string PreKey => PreLetter ?? (Post is null && Dev is not null ? " " : "~");

    private long At(int i) => i < Release.Length ? Release[i] : 0;

    private int CompareLocal(PackageVersion other)
    {
        string[] mine = Local?.Split('-', '_', '.') ?? [], theirs = other.Local?.Split('-', '_', '.') ?? [];
        for (int i = 0; i < Math.Min(mine.Length, theirs.Length); i++)
        {
            bool isNumber = long.TryParse(mine[i], NumberStyles.None, CultureInfo.InvariantCulture, out long a);
            bool isOther = long.TryParse(theirs[i], NumberStyles.None, CultureInfo.InvariantCulture, out long b);
            int order = isNumber && isOther ? a.CompareTo(b) : isNumber != isOther ? isNumber.CompareTo(isOther) : string.CompareOrdinal(mine[i], theirs[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return mine.Length.CompareTo(theirs.Length);
    }

    private static long Number(Group group) => group.Success && group.Length > 0 ? long.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    private static string Letter(string word) => word.ToLowerInvariant() switch
    {
        "a" or "alpha" => "a",
        "b" or "beta" => "b",
        _ => "rc",
    };
}
