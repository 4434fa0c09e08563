using PyAsync.Environments;
using Xunit;

namespace PyAsync.Tests.Packages;

/// <summary>What the last words of pip and uv are taken for.</summary>
public sealed class InstallerWordsTests
{
    [Fact]
    public void The_last_errors_of_pip_are_quoted_with_their_details()
    {
        InstallerWords words = Read("""
            Looking in links: wheels
            ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.
                a==1 from file:///wheels/a.whl#sha256=02 (from -r x.txt (line 1)):
                    Expected sha256 00
                         Got        01

            """);
        Assert.Equal("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. a==1 from file:///wheels/a.whl#sha256=02 (from -r x.txt (line 1)): Expected sha256 00 Got        01", words.Said);
        Assert.Equal("a==1 from file:///wheels/a.whl", words.AnotherFile);
        Assert.Null(words.Unreachable);
    }

    [Fact]
    public void An_error_of_uv_is_quoted_with_its_causes()
    {
        InstallerWords words = Read("""
            Using Python 3.12.1 environment at: .venv
              × No solution found when resolving dependencies:
              ╰─▶ Because a was not found and you require a, we can conclude that
                  your requirements are unsatisfiable.

                hint: Packages were unavailable because index lookups were disabled
            """);
        Assert.Equal("No solution found when resolving dependencies: Because a was not found and you require a, we can conclude that your requirements are unsatisfiable.", words.Said);
        Assert.Null(words.AnotherFile);
    }

    [Theory]
    [InlineData("error: Request failed after 3 retries\n  Caused by: Failed to fetch: `http://x/`\n  Caused by: tcp connect error\n  Caused by: Connection refused (os error 111)", "Connection refused")]
    [InlineData("WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<HTTPConnection object>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/a/\nERROR: No matching distribution found for a", "Connection refused")]
    [InlineData("WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(\"HTTPConnection(host='127.0.0.1', port=9): Failed to establish a new connection: [Errno 111] Connection refused\")': /simple/a/\nERROR: No matching distribution found for a", "Connection refused")]
    [InlineData("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", null)]
    public void An_index_that_was_not_reached_is_told_from_other_failures(string lines, string? reason) => Assert.Equal(reason, Read(lines).Unreachable);

    [Fact]
    public void A_hash_that_uv_refuses_is_told() =>
        Assert.Equal("a==1", Read("  × Failed to download `a==1`\n  ╰─▶ Hash mismatch for `a==1`\n\n      Expected:\n        sha256:00\n").AnotherFile);

    [Fact]
    public void The_index_that_was_asked_is_named() =>
        Assert.Equal("http://x/simple/", Read("Looking in indexes: http://x/simple/\nERROR: no").Index);

    private static InstallerWords Read(string lines) => new(lines.Split('\n'));
}
