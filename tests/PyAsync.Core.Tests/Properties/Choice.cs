using CsCheck;

namespace PyAsync.Tests.Properties;

/// <summary>One of some values, each as likely as the others.</summary>
internal static class Choice
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
