using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>
/// Asks the kernel for the pages that Python's new objects are put on, a block at a time: a large value is made on
/// memory that was never touched, and a page fault for every four kilobytes costs more than the objects do (much more
/// in a virtual machine). Contents do not change, whatever else is in a block. Linux; elsewhere this does nothing.
/// </summary>
internal sealed unsafe class FreshPages
{
    // Thirty-two pages of 4 KB; Python (3.10+) takes an eighth of this at a time for objects of one size.
    private const int BlockBits = 17;
    private const int BlockSize = 1 << BlockBits;
    private const int Slots = 1024;

    // Smaller values are made on memory that Python has already.
    private const int Few = 1000;

    // What .NET gives a thread of its heap at a time, and what it gets from the kernel.
    private const int AllocationSize = 8 << 10;
    private const int HeapBlock = 64 << 10;

    // MADV_POPULATE_WRITE, Linux 5.14.
    private const int PopulateWrite = 23;

    // Whether the kernel knows this advice: an older one refuses it, even for a range of no bytes.
    private static readonly bool s_works = OperatingSystem.IsLinux() && Advise(null, 0, PopulateWrite) == 0;

    // The blocks seen lately, each at a place of its own.
    private readonly nint[] _seen = new nint[Slots];
    private int _made;

    /// <summary>Begins a value: what was seen may have been given back to the kernel since.</summary>
    public void Start()
    {
        if (_made > Few)
        {
            Array.Clear(_seen);
        }
        _made = 0;
    }

    /// <summary>One object was made; those that follow will be near it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Made(nint address)
    {
        if (++_made > Few)
        {
            Want(address);
        }
    }

    /// <summary>
    /// The same for .NET's heap, to be called now and then where many objects are made one after another: they are put
    /// side by side, and the collector gets its memory from the kernel 64 KB at a time.
    /// </summary>
    public static void Ahead(object made)
    {
#pragma warning disable CS8500 // Only where it is, for a guess of where the next ones will be.
        byte* next = (byte*)((*(nint*)&made + AllocationSize) & ~((nint)Environment.SystemPageSize - 1));
#pragma warning restore CS8500
        if (IsFresh(next))
        {
            _ = Advise(next, HeapBlock, PopulateWrite);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Want(nint address)
    {
        nint block = address >> BlockBits;
        ref nint seen = ref _seen[block & (Slots - 1)];
        if (seen != block)
        {
            seen = block;
            Populate(block);
        }
    }

    private static void Populate(nint block)
    {
        byte* start = (byte*)(block << BlockBits);
        if (IsFresh(start + BlockSize - Environment.SystemPageSize))
        {
            // Where a part of the block is nobody's, or may not be written, this ends there and fails: no harm done.
            _ = Advise(start, BlockSize, PopulateWrite);
        }
    }

    // Asking for pages that are there costs time for nothing, so one is looked at.
    private static bool IsFresh(byte* page)
    {
        byte resident;
        return s_works && ResidentPages(page, 1, &resident) == 0 && (resident & 1) == 0;
    }

    [DllImport("libc", EntryPoint = "mincore")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ResidentPages(void* address, nuint length, byte* pages);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(void* address, nuint length, int advice);
}
