using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PyAsync.Packages;
using Xunit;

namespace PyAsync.Tests.Packages;

/// <summary>What files say of the packages that they need.</summary>
[Trait("Runs", "Once")]
public sealed class ScriptMetadataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pyasync-packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_block_says_which_Python_and_which_packages()
    {
        ScriptMetadata script = ScriptMetadata.Read(Write("tool.py", """
            #!/usr/bin/env python3
            # /// script
            # requires-python = ">=3.11"
            # dependencies = [
            #   "aiohttp<4",  # the client
            #   'rich[jupyter] ; python_version < "3.13"',
            # ]
            #
            # [tool.uv]
            # exclude-newer = 2024-01-01T00:00:00Z
            # ///

            # /// other
            # x = 1
            # ///
            import aiohttp
            """))!;
        Assert.Equal(">=3.11", script.RequiresPython.ToString());
        Assert.Equal(["aiohttp<4", "rich[jupyter] ; python_version < \"3.13\""], script.Dependencies.Select(one => one.Text));
    }

    [Theory]
    [InlineData("import asyncio\n")]
    [InlineData("# /// script\n# dependencies = ['x']\nimport x\n")]
    [InlineData("text = '''\n # /// script\n'''\n")]
    public void A_file_without_a_block_says_nothing(string text) => Assert.Null(ScriptMetadata.Read(Write("plain.py", text)));

    [Theory]
    [InlineData("# /// script\n# dependencies = [\n# ///\n", "']'")]
    [InlineData("# /// script\n# dependencies = 'x'\n# ///\n", "list of texts")]
    [InlineData("# /// script\n# dependencies = ['-r x']\n# ///\n", "-r x")]
    [InlineData("# /// script\n# requires-python = '3.11'\n# ///\n", "3.11")]
    [InlineData("# /// script\n# ///\n\n# /// script\n# ///\n", "two")]
    public void A_block_that_cannot_be_read_is_told(string text, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => ScriptMetadata.Read(Write("bad.py", text))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_lock_file_holds_versions_with_what_each_is_for()
    {
        Write("tool.py", "# /// script\n# dependencies = ['a']\n# ///\n");
        Write("tool.py.lock", """
            version = 1
            requires-python = ">=3.9"
            [manifest]
            requirements = [{ name = "a" }]
            [[package]]
            name = "a"
            version = "1.5"
            source = { registry = "https://example.invalid/simple" }
            dependencies = [
                { name = "b", version = "1", marker = "python_full_version < '3.11'" },
            ]
            wheels = [{ url = "https://example.invalid/a.whl", hash = "sha256:00", size = 1 }]
            [[package]]
            name = "b"
            version = "1"
            resolution-markers = ["python_full_version < '3.11'"]
            [[package]]
            name = "b"
            version = "2"
            resolution-markers = ["python_full_version >= '3.12'", "python_full_version == '3.11.*'"]
            """);
        Assert.Equal(
            ["a==1.5", "b==1 ; (python_full_version < '3.11')", "b==2 ; (python_full_version >= '3.12') or (python_full_version == '3.11.*')"],
            RequirementFile.Read(Path.Combine(_folder, "tool.py")).Constraints);
    }

    [Fact]
    public void A_project_names_its_dependencies()
    {
        RequirementFile project = RequirementFile.Read(Write("pyproject.toml", "[build-system]\nrequires = ['x']\n[project]\nname = 'p'\nrequires-python = '>=3.9'\ndependencies = ['a>1', 'b']\n"));
        Assert.Equal((">=3.9", "a>1 b"), (project.RequiresPython.ToString(), string.Join(' ', project.Packages!)));
    }

    [Fact]
    public void TOML_is_read_whole()
    {
        Dictionary<string, object> toml = TomlReader.Read(
            "a.b.\"c d\" = \"x\\u00e9\\n\" # comment\r\nl = [1, [2.5, true], {k = 'v'}, ]\n\"\" = ''\nm = \"\"\"\nfirst\\\n   second \"quoted\"\"\"\"\n[[t.u]]\nd = 1979-05-27T07:32:00Z\n[[t.u]]\n[t.u.v]\nw = '''raw\\'''\n");
        Dictionary<string, object> u = (Dictionary<string, object>)((List<object>)((Dictionary<string, object>)toml["t"])["u"])[1];
        Assert.Equal("xé\n", ((Dictionary<string, object>)((Dictionary<string, object>)toml["a"])["b"])["c d"]);
        Assert.Equal("firstsecond \"quoted\"", toml["m"]);
        Assert.Equal("raw\\", ((Dictionary<string, object>)u["v"])["w"]);
        Assert.Equal(3, ((List<object>)toml["l"]).Count);
    }

    [Theory]
    [InlineData("a = \n", "line 1: a value is missing")]
    [InlineData("x = 1\na = 'x\n", "line 2: a ' is missing")]
    [InlineData("a = 1\na = 2\n", "line 2: 'a' is there twice")]
    [InlineData("a = 'x' b\n", "one too many")]
    [InlineData("[a\n", "line 1: a ']' is missing")]
    [InlineData("a = \"\"\"x", "is missing")]
    [InlineData("a = yes", "'yes' is no value")]
    public void What_is_no_TOML_is_told_with_its_line(string text, string says)
    {
        FormatException error = Assert.Throws<FormatException>(() => TomlReader.Read(text));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
