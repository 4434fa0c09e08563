using System;
using System.Globalization;
using System.IO;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "LocalizedData")]
public sealed class ImportLocalizedDataCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    [Alias("Variable")]
    public string? BindingVariable { get; set; }

    [Parameter(Position = 1)]
    public string? UICulture { get; set; }

    [Parameter]
    public string? BaseDirectory { get; set; }

    [Parameter]
    public string? FileName { get; set; }

    [Parameter]
    public string[]? SupportedCommand { get; set; }

    protected override void ProcessRecord()
    {
        string folder = BaseDirectory is null
            ? Path.GetDirectoryName(MyInvocation.ScriptName) ?? ""
            : SessionState.Path.GetUnresolvedProviderPathFromPSPath(BaseDirectory);
        string name = Path.ChangeExtension(FileName ?? Path.GetFileName(MyInvocation.ScriptName), ".psd1");
        if (Find(folder, name) is not { } file)
        {
            WriteError(new ErrorRecord(
                new PSInvalidOperationException($"Cannot find the PowerShell data file '{name}' in directory '{folder}', or in any parent culture directories."),
                "ImportLocalizedData", ErrorCategory.ObjectNotFound, name));
            return;
        }

        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new ParseException(errors);
        }

        object? data = (script.Find(a => a is HashtableAst, false) as HashtableAst)?.SafeGetValue();
        if (BindingVariable is null)
        {
            WriteObject(data);
        }
        else
        {
            SessionState.PSVariable.Set(BindingVariable, data);
        }
    }

    // The folder of the culture, of its parents, of en-US, and the directory itself.
    private string? Find(string folder, string name)
    {
        CultureInfo culture = UICulture is null ? CultureInfo.CurrentUICulture : CultureInfo.GetCultureInfo(UICulture);
        for (; culture.Name.Length > 0; culture = culture.Parent)
        {
            if (File.Exists(Path.Combine(folder, culture.Name, name)))
            {
                return Path.Combine(folder, culture.Name, name);
            }
        }

        return Array.Find([Path.Combine(folder, "en-US", name), Path.Combine(folder, name)], File.Exists);
    }
}
