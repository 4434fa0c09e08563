using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// The parameters that every imported command has beside its function's own: how its awaits are made. They are those of the
/// class that <see cref="AwaitParametersAttribute"/> names, as <c>Invoke-PyAwaitable</c> has them, with their checks, completers
/// and descriptions. They are in a parameter set of their own, so that the function's syntax comes first.
/// </summary>
internal static class AwaitParameters
{
    /// <summary>The parameter set.</summary>
    public const string Set = "Await";

    private static readonly Type s_type = typeof(AwaitParameters).Assembly.GetCustomAttribute<AwaitParametersAttribute>()!.Type;

    private static readonly MethodInfo s_validate = typeof(ValidateArgumentsAttribute).GetMethod("Validate", BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static readonly Dictionary<string, PropertyInfo> s_all = s_type.GetProperties()
        .Where(property => property.IsDefined(typeof(ParameterAttribute)))
        .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>Their help.</summary>
    public static IEnumerable<(string Name, string Help)> Helps { get; } =
        [.. s_all.Values.Select(property => (property.Name, property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? ""))];

    /// <summary>
    /// Each as source text of a <c>param</c> block. A call pays for each that is not given, and more where the value that stands
    /// for it is of another type than the last one's: so numbers are nullable, and the switches come last.
    /// </summary>
    public static IEnumerable<string> Sources { get; } = [.. s_all.Values.OrderBy(property => property.PropertyType == typeof(SwitchParameter)).Select(Source)];

    /// <summary>What a command was told of its awaits; null where it was told nothing.</summary>
    public static IAwaitParameters? Given(PSCmdlet cmdlet)
    {
        if (cmdlet.ParameterSetName != Set)
        {
            return null;
        }
        object given = Activator.CreateInstance(s_type)!;
        foreach ((string name, object? value) in cmdlet.MyInvocation.BoundParameters)
        {
            if (s_all.TryGetValue(name, out PropertyInfo? property))
            {
                Check(cmdlet, property, value);
                property.SetValue(given, property.PropertyType == typeof(object) ? value : PSValues.Unwrap(value));
            }
        }
        return (IAwaitParameters)given;
    }

    // A parameter of a function that has a check is a variable with attributes, given or not: those of all cost a call seven
    // microseconds. So the checks are made here, with the outcome that PowerShell's binder would give.
    private static void Check(PSCmdlet cmdlet, PropertyInfo property, object? value)
    {
        foreach (ValidateArgumentsAttribute check in property.GetCustomAttributes<ValidateArgumentsAttribute>())
        {
            try
            {
                s_validate.Invoke(check, BindingFlags.DoNotWrapExceptions, null, [value, null], null);
            }
            catch (ValidationMetadataException error)
            {
                ParameterBindingException told = new($"Cannot validate argument on parameter '{property.Name}'. {error.Message}", error);
                cmdlet.ThrowTerminatingError(new ErrorRecord(told, "ParameterArgumentValidationError", ErrorCategory.InvalidData, null));
            }
        }
    }

    private static string Source(PropertyInfo property)
    {
        string completer = property.GetCustomAttribute<ArgumentCompleterAttribute>()?.Type is { } type ? $" [ArgumentCompleter([{type.FullName}])]" : "";
        string typed = property.PropertyType == typeof(SwitchParameter) ? "[switch]"
            : property.PropertyType.IsValueType ? $"[System.Nullable[{property.PropertyType}]]"
            : property.PropertyType.Namespace == nameof(System) ? $"[{property.PropertyType.FullName}]"
            // To name a type that is not .NET's own, PowerShell would search every assembly.
            : $"[PSTypeNameAttribute('{property.PropertyType.FullName}')] [System.Object]";
        return $"[Parameter(ParameterSetName = '{Set}')]{completer} {typed} ${property.Name}";
    }
}
