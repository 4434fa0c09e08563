using PyAsync.Conversion;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>The module, as the host that Python runs in. Any thread.</summary>
internal sealed class ModuleHost : IMemberHost, IRecordHost
{
    /// <summary>The one of the process.</summary>
    public static ModuleHost Instance { get; } = new();

    public string NamePlaces(string text) => CodePlaces.Name(text);

    public LiveMember? FindMember(object value, string name) => MemberReader.Find(value, name);

    public bool WriteMember(object target, string name, object? value) => MemberReader.Write(target, name, value);

    public bool TryTake(PyEventLoop loop, object record) => TaskWaits.TryGive(loop, record);

    public void OnUnread() => PromptOutput.ShowSoon();
}
