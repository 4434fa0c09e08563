using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Xunit;
using GenericParameter = ArchUnitNET.Domain.GenericParameter;

namespace PyAsync.Tests;

/// <summary>The walls between the rooms, as ARCHITECTURE.md's map has them.</summary>
[Trait("Runs", "Once")]
public sealed partial class ArchitectureTests
{
    private const string Core = "PyAsync";
    private const string Shell = "PyAsync.PowerShell";
    private const string Live = "PyAsync.PythonNet";

    // A room, and the rooms that the table names as known to it; it may know those, and what those may know. The root
    // namespaces hold what every room may know: exceptions.
    private static readonly Dictionary<string, string[]> s_rooms = ReadRooms();

    private static readonly Lazy<Architecture> s_architecture = new(() =>
        new ArchLoader().LoadFilteredDirectory(AppContext.BaseDirectory, "PyAsync.Core.dll").LoadFilteredDirectory(AppContext.BaseDirectory, "PyAsync.PowerShell.dll").LoadFilteredDirectory(AppContext.BaseDirectory, "PyAsync.PythonNet.dll").Build());

    public static TheoryData<string> Rooms => [.. s_rooms.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_the_rooms_below_it(string room)
    {
        HashSet<string> allowed = Below(room);
        allowed.Add(room);
        List<string> broken = [];
        foreach (IType type in s_architecture.Value.Types.Where(type => type.Namespace?.FullName == room))
        {
            // A parameter named T is found under whichever generic type was read last.
            foreach (IType other in type.Dependencies.Select(dependency => dependency.Target).Where(target => target is not GenericParameter).Distinct())
            {
                string name = other.Namespace?.FullName ?? "";
                if (s_rooms.ContainsKey(name) && !allowed.Contains(name))
                {
                    broken.Add($"{type.Name} knows {other.FullName}");
                }
            }
        }
        Assert.True(broken.Count == 0, string.Join('\n', broken.Distinct().Order()));
    }

    [Fact]
    public void A_room_names_only_rooms_that_stand_above_it_in_the_table()
    {
        Assert.True(s_rooms.Count > 20);
        Assert.Empty(s_rooms[$"{Core}.CPython"]);
        Assert.Equal([$"{Core}.CPython", $"{Core}.Environments"], s_rooms[$"{Core}.Interpreters"]);
        Assert.Contains($"{Shell}.Imports", s_rooms[$"{Shell}.Commands"]);
        List<string> above = [];
        foreach ((string room, string[] known) in s_rooms)
        {
            Assert.Empty(known.Except(above));
            above.Add(room);
        }
    }

    [Fact]
    public void Every_namespace_is_a_room()
    {
        IEnumerable<string> unknown = s_architecture.Value.Types
            .Select(type => type.Namespace?.FullName ?? "")
            .Where(name => name.StartsWith("PyAsync.", StringComparison.Ordinal) && name != Shell && !s_rooms.ContainsKey(name));
        Assert.Empty(unknown.Distinct());
    }

    [Fact]
    public void The_test_sees_the_types_of_all_assemblies()
    {
        Assert.Contains(s_architecture.Value.Types, type => type.FullName == "PyAsync.PythonNet.NetObjects");
        Assert.Contains(s_architecture.Value.Types, type => type.FullName == "PyAsync.Loops.PyEventLoop");
        Assert.Contains(s_architecture.Value.Types, type => type.FullName == "PyAsync.PowerShell.Commands.InvokePyAwaitableCommand");
    }

    [Theory]
    [InlineData(typeof(PyAsync.Loops.PyEventLoop))]
    [InlineData(typeof(PyAsync.PowerShell.Commands.InvokePyAwaitableCommand))]
    public void Only_PyAsync_PythonNet_refers_to_pythonnet(System.Type one)
    {
        Assert.DoesNotContain(one.Assembly.GetReferencedAssemblies(), name => name.Name is "Python.Runtime" or Live);
        Assert.Contains(typeof(PyAsync.PythonNet.NetObjects).Assembly.GetReferencedAssemblies(), name => name.Name == "Python.Runtime");
    }

    [Fact]
    public void A_files_namespace_is_its_folder()
    {
        List<string> wrong = [];
        foreach ((string project, string root) in new[] { ("PyAsync.Core", Core), (Shell, Shell), (Live, Live) })
        {
            string folder = Path.Combine(Source, project);
            foreach (string file in Sources(folder))
            {
                string relative = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!);
                string expected = relative == "." ? root : $"{root}.{relative.Replace(Path.DirectorySeparatorChar, '.')}";
                Match found = NamespaceLine().Match(File.ReadAllText(file));
                if (found.Success && found.Groups[1].Value != expected)
                {
                    wrong.Add($"{file}: {found.Groups[1].Value}");
                }
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Core_names_no_cmdlet_and_no_parameter_of_one_in_C_sharp()
    {
        using PEReader file = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "PyAsync.Core.dll")));
        MetadataReader metadata = file.GetMetadataReader();
        List<string> found = [];
        int count = 0;
        for (UserStringHandle text = MetadataTokens.UserStringHandle(1); !text.IsNil; text = metadata.GetNextHandle(text))
        {
            count++;
            if (Cmdlet().IsMatch(metadata.GetUserString(text)))
            {
                found.Add(metadata.GetUserString(text));
            }
        }
        Assert.True(count > 500);
        Assert.Empty(found);
    }

    [Fact]
    public void Core_names_no_cmdlet_and_no_parameter_of_one_in_Python()
    {
        string[] texts = [.. Directory.EnumerateFiles(Path.Combine(Source, "PyAsync.Core", "Python"), "*.py", SearchOption.AllDirectories)
            .SelectMany(file => PythonText().Matches(File.ReadAllText(file))).Select(match => match.Groups["text"].Value)];
        Assert.Contains("no module named %r; looked in %s", texts);
        Assert.DoesNotContain(texts, text => Cmdlet().IsMatch(text));
    }

    [Theory]
    [InlineData("Stop-PyEventLoop does", true)]
    [InlineData("await it with -Loop naming that one", true)]
    [InlineData("a cast, as [int] $object, drops the fraction", true)]
    [InlineData("'3.12-Path' is no version", false)]
    public void The_test_knows_cmdlets_parameters_and_PowerShells_casts(string text, bool isFound) => Assert.Equal(isFound, Cmdlet().IsMatch(text));

    [Fact]
    public void Unsafe_code_lives_in_the_room_CPython()
    {
        string room = Path.Combine(Source, "PyAsync.Core", "CPython") + Path.DirectorySeparatorChar;
        Assert.DoesNotContain(Sources(Source), file => !file.StartsWith(room, StringComparison.Ordinal) && UnsafeWord().IsMatch(File.ReadAllText(file)));
    }

    [Theory]
    [InlineData(typeof(PyAsync.Loops.PyEventLoop))]
    [InlineData(typeof(PyAsync.PowerShell.Commands.InvokePyAwaitableCommand))]
    [InlineData(typeof(PyAsync.PythonNet.NetObjects))]
    public void Nobody_can_set_a_handler_of_the_process(System.Type one)
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        List<string> settable = [];
        foreach (System.Type type in one.Assembly.GetTypes().Where(type => !type.Name.Contains('<', StringComparison.Ordinal)))
        {
            settable.AddRange(type.GetProperties(Static).Where(property => property.SetMethod is { IsPrivate: false } && IsHandler(property.PropertyType)).Select(property => $"{type}.{property.Name}"));
            settable.AddRange(type.GetFields(Static).Where(field => field is { IsPrivate: false, IsInitOnly: false } && IsHandler(field.FieldType)).Select(field => $"{type}.{field.Name}"));
            settable.AddRange(type.GetEvents(Static).Select(raised => $"{type}.{raised.Name}"));
        }
        Assert.Empty(settable);
    }

    private static bool IsHandler(System.Type type) => type.IsInterface || typeof(System.Delegate).IsAssignableFrom(type);

    private static string Source => Path.Combine(ArchitectureFile.Root, "src");

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static HashSet<string> Below(string room)
    {
        HashSet<string> all = [];
        Queue<string> next = new(s_rooms[room]);
        while (next.TryDequeue(out string? one))
        {
            if (all.Add(one))
            {
                foreach (string lower in s_rooms[one])
                {
                    next.Enqueue(lower);
                }
            }
        }
        return all;
    }

    private static Dictionary<string, string[]> ReadRooms()
    {
        Dictionary<string, string[]> rooms = [];
        string root = "";
        foreach (string[] row in ArchitectureFile.Table("The map"))
        {
            List<string> names = [];
            foreach (Match path in RoomPath().Matches(row[0]))
            {
                root = path.Groups["project"] is { Success: true } project ? project.Value.Replace("PyAsync.Core", Core, StringComparison.Ordinal) : root;
                names.Add(root + path.Groups["room"].Value.Replace('/', '.'));
            }
            string[] known =
            [
                .. row[2].Split(", ").SelectMany<string, string>(word => word switch
                {
                    "nothing" => [],
                    "all of these" => rooms.Keys,
                    "Core" => rooms.Keys.Where(room => !room.StartsWith(Shell, StringComparison.Ordinal)),
                    _ => [rooms.ContainsKey($"{root}.{word}") ? $"{root}.{word}" : $"{Core}.{word}"],
                }),
            ];
            foreach (string name in names)
            {
                rooms.Add(name, known);
            }
        }
        return rooms;
    }

    // A folder of C# code; the first one of a project has the project's in front.
    [GeneratedRegex(@"`(?:src/(?<project>PyAsync\.\w+)|…)(?<room>/\w+)?`")]
    private static partial Regex RoomPath();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex UnsafeWord();

    [GeneratedRegex(@"\b[A-Z][a-z]+-(Py[A-Z]|Job|Item)|\bPowerShell\b|(?<![\w-])-(Python|Package|Requirement|Variable|Path|EntryPoint|Loop|Code|Function|Raw)\b|\[\w+\] ?\$\w")]
    private static partial Regex Cmdlet();

    // A string of one line; docstrings and comments are passed over, as they are no messages.
    [GeneratedRegex(@"""""""[\s\S]*?""""""|\#.*|""(?<text>(?:[^""\\\n]|\\.)*)""|'(?<text>(?:[^'\\\n]|\\.)*)'")]
    private static partial Regex PythonText();
}
