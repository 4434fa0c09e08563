using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PyAsync.Environments;

/// <summary>
/// What a file is and whose it is on Unix, which .NET does not tell. Any thread.
/// </summary>
/// <param name="Mode">The type and the permission bits, as in C's <c>st_mode</c>.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The group's number.</param>
internal readonly record struct UnixFile(uint Mode, uint User, uint Group)
{
    private const uint TypeBits = 0xF000;

    /// <summary>Root's number.</summary>
    public const uint Root = 0;

    public bool IsFile => (Mode & TypeBits) == 0x8000;

    public bool IsFolder => (Mode & TypeBits) == 0x4000;

    public bool IsLink => (Mode & TypeBits) == 0xA000;

    /// <summary>Only an entry's owner, the folder's and root may rename or remove it.</summary>
    public bool IsSticky => (Mode & 0x200) != 0;

    /// <summary>Access control lists count: their mask stands in the group's bits.</summary>
    public bool GroupMayWrite => (Mode & 0x10) != 0;

    public bool OthersMayWrite => (Mode & 0x2) != 0;

    /// <summary>The user that this process acts as.</summary>
    public static uint Us => GetEffectiveUser();

    /// <summary>Whether there is a regular file: no named pipe or device, on which a reader would wait.</summary>
    public static bool IsRegular(string path) => Look(path, followLinks: true) is { IsFile: true };

    /// <summary>The file, or the link itself where links are not followed. Null where there is none, or it cannot be asked.</summary>
    public static UnixFile? Look(string path, bool followLinks)
    {
        try
        {
            return OperatingSystem.IsMacOS() ? LookOnMac(path, followLinks) : LookOnLinux(path, followLinks);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without statx. Who needs an answer takes none for the worst one.
            return null;
        }
    }

    // The kernel's struct statx, the same on every processor.
    private static UnixFile? LookOnLinux(string path, bool followLinks)
    {
        const int CurrentFolder = -100, NoFollow = 0x100;
        const uint Mode = 2, User = 8, Group = 16;
        byte[] buffer = new byte[256];
        return StatX(CurrentFolder, path, followLinks ? 0 : NoFollow, Mode | User | Group | 1, buffer) == 0
            ? new UnixFile(BitConverter.ToUInt16(buffer, 28), BitConverter.ToUInt32(buffer, 20), BitConverter.ToUInt32(buffer, 24))
            : null;
    }

    // struct stat with 64-bit inode numbers.
    private static UnixFile? LookOnMac(string path, bool followLinks)
    {
        byte[] buffer = new byte[256];
        bool arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64;
        int result = (arm, followLinks) switch
        {
            (true, true) => Stat(path, buffer),
            (true, false) => LStat(path, buffer),
            (false, true) => StatInode64(path, buffer),
            (false, false) => LStatInode64(path, buffer),
        };
        return result == 0
            ? new UnixFile(BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(4)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(16)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(20)))
            : null;
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUser();

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, string path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", EntryPoint = "stat", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(string path, byte[] buffer);

    [DllImport("libc", EntryPoint = "lstat", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat(string path, byte[] buffer);

    [DllImport("libc", EntryPoint = "stat$INODE64", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatInode64(string path, byte[] buffer);

    [DllImport("libc", EntryPoint = "lstat$INODE64", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStatInode64(string path, byte[] buffer);
}
