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
            wheels = [{ url = "https://example.invalid/b1.whl", hash = "sha256:01", size = 1 }]
            resolution-markers = ["python_full_version < '3.11'"]
            [[package]]
            name = "b"
            version = "2"
            wheels = [{ url = "https://example.invalid/b2.whl", hash = "sha256:02", size = 1 }]
            resolution-markers = ["python_full_version >= '3.12'", "python_full_version == '3.11.*'"]
            """);
        Assert.Equal(
            ["a==1.5", "b==1 ; (python_full_version < '3.11')", "b==2 ; (python_full_version >= '3.12') or (python_full_version == '3.11.*')"],
            RequirementFile.Read(Path.Combine(_folder, "tool.py")).Constraints);
    }

    [Fact]
    public void A_lock_with_hashes_gives_what_is_needed_with_when_and_its_files()
    {
        Write("hashed.py", "# /// script\n# dependencies = ['a', 'C[x]']\n# ///\n");
        Write("hashed.py.lock", """
            version = 1
            [manifest]
            requirements = [{ name = "a" }, { name = "c", extras = ["x"], marker = "sys_platform == 'linux'" }]
            [[package]]
            name = "a"
            version = "1"
            dependencies = [{ name = "b", marker = "os_name == 'nt'" }, { name = "b", version = "2", marker = "os_name == 'posix'" }, { name = "d" }]
            sdist = { url = "https://example.invalid/a.tar.gz", hash = "sha256:0a" }
            wheels = [{ url = "https://example.invalid/a.whl", hash = "sha256:0b" }]
            [[package]]
            name = "b"
            version = "2"
            wheels = [{ url = "https://example.invalid/b.whl", hash = "sha256:0c" }]
            [[package]]
            name = "c"
            version = "3"
            dependencies = [{ name = "a" }]
            wheels = [{ url = "https://example.invalid/c.whl", hash = "sha256:0d" }]
            [package.optional-dependencies]
            x = [{ name = "e", marker = "python_full_version < '3.12'" }]
            y = [{ name = "f" }]
            [[package]]
            name = "d"
            version = "4"
            dependencies = [{ name = "a" }]
            wheels = [{ url = "https://example.invalid/d.whl", hash = "sha256:0e" }]
            [[package]]
            name = "e"
            version = "5"
            wheels = [{ url = "https://example.invalid/e.whl", hash = "sha256:0f" }]
            [[package]]
            name = "f"
            version = "6"
            wheels = [{ url = "https://example.invalid/f.whl", hash = "sha256:10" }]
            """);
        Assert.Equal(
            [
                "a==1 --hash=sha256:0b --hash=sha256:0a",
                "b==2 ; ((os_name == 'nt')) or ((os_name == 'posix')) --hash=sha256:0c",
                "c==3 ; ((sys_platform == 'linux')) --hash=sha256:0d",
                "d==4 --hash=sha256:0e",
                "e==5 ; ((python_full_version < '3.12') and (sys_platform == 'linux')) --hash=sha256:0f",
            ],
            RequirementFile.Read(Path.Combine(_folder, "hashed.py")).Hashed);
    }

    [Theory]
    [InlineData("a>=2", "has a==1.5")]
    [InlineData("b", "does not have it")]
    public void A_lock_of_another_block_is_told(string dependency, string says)
    {
        Write("stale.py", $"# /// script\n# dependencies = ['{dependency}']\n# ///\n");
        Write("stale.py.lock", "[[package]]\nname = 'a'\nversion = '1.5'\n");
        FormatException error = Assert.Throws<FormatException>(() => RequirementFile.Read(Path.Combine(_folder, "stale.py")));
        Assert.Contains($"'{dependency}', and its lock file", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version = 7", "its form has the number 7")]
    [InlineData("lock-version = '1.0'\n[[packages]]\nname = 'a'\nversion = '1'", "it is of the form of pylock.toml")]
    [InlineData("a==1.0", "is no value")]
    [InlineData("[[package]]\nname = 'a'\nversion = '1'\nwheels = [{ url = 'https://example.invalid/a.whl', hash = 'sha256:00' }]\n[[package]]\nname = 'b'\nversion = '2'\nsource = { registry = 'https://example.invalid/simple' }\nwheels = [{ url = 'https://example.invalid/b.whl' }]", "it has hashes of other packages' files, and none of 'b==2'")]
    [InlineData("[[package]]\nname = 'a'\nversion = '1'\nsource = { registry = 'https://example.invalid/simple' }", "it names no file of 'a==1'")]
    public void A_lock_that_is_none_or_was_cut_is_told_with_what_makes_one(string text, string says)
    {
        Write("cut.py", "# /// script\n# dependencies = ['a']\n# ///\n");
        Write("cut.py.lock", text);
        FormatException error = Assert.Throws<FormatException>(() => RequirementFile.Read(Path.Combine(_folder, "cut.py")));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains($"uv lock --script '{Path.Combine(_folder, "cut.py")}'. Or delete it.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_is_a_folder_is_told()
    {
        Write("folder.py", "# /// script\n# dependencies = ['a']\n# ///\n");
        Directory.CreateDirectory(Path.Combine(_folder, "folder.py.lock"));
        Assert.Contains("it is a folder", Assert.Throws<FormatException>(() => RequirementFile.Read(Path.Combine(_folder, "folder.py"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "git = 'https://example.invalid/a.git?rev=1#1'", "from git https://example.invalid/a.git?rev=1#1, which only the script's block itself can name: 'a @ ' and its address")]
    [InlineData("a @ git+https://example.invalid/a.git", "git = 'https://example.invalid/a.git?rev=1#1'", null)]
    [InlineData("a", "registry = '/wheels'", null)]
    public void A_lock_takes_a_package_from_an_index_or_from_where_the_block_says(string dependency, string source, string? says)
    {
        Write("source.py", $"# /// script\n# dependencies = ['{dependency}']\n# ///\n");
        Write("source.py.lock", $"version = 1\n[[package]]\nname = 'a'\nversion = '1'\nsource = {{ {source} }}\n");
        Exception? error = Record.Exception(() => RequirementFile.Read(Path.Combine(_folder, "source.py")));
        Assert.Equal(says is not null, error is FormatException);
        Assert.Contains(says ?? "", error?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void The_versions_of_Python_are_those_of_the_block_and_of_its_lock()
    {
        Write("python.py", "# /// script\n# requires-python = '<3.14'\n# dependencies = ['a']\n# ///\n");
        Write("python.py.lock", "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'a'\nversion = '1'\n");
        VersionRange range = RequirementFile.Read(Path.Combine(_folder, "python.py")).RequiresPython;
        Assert.Equal("<3.14,>=3.12", range.ToString());
        Assert.True(range.Contains(PackageVersion.TryParse("3.12")!));
        Assert.False(range.Contains(PackageVersion.TryParse("3.11.2")!));
    }

    [Fact]
    public void A_requirements_txt_is_read_with_what_it_includes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        string file = Write("all.txt", "a>1 # one\n-r sub/more.txt\n--constraint=held.txt\n-r gone.txt\n--index-url https://example.invalid\n");
        Write("sub/more.txt", "b==1 \\\n  --hash=sha256:00\n-r ../all.txt\n");
        Write("held.txt", "c==1\n");
        RequirementFile read = RequirementFile.Read(file);
        Assert.Equal(["a>1", "b==1"], read.Lines);
        Assert.Contains("c==1", read.Text, StringComparison.Ordinal);
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
