using System;
using System.Collections.Generic;
using System.IO;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Loops;

public sealed class WakerTests
{
    [Fact]
    public void A_wake_up_that_comes_late_does_not_write_to_the_file_that_has_the_descriptor_now()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows' loops have no descriptors.");
        DescriptorWaker waker = new();
        nint number = waker.Descriptor;
        waker.Dispose();
        List<FileStream> files = [];
        try
        {
            bool reused = false;
            // The system gives the lowest free number; other threads open files too.
            while (!reused && files.Count < 50)
            {
                FileStream file = new(Path.GetTempFileName(), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
                files.Add(file);
                reused = file.SafeFileHandle.DangerousGetHandle() == number;
            }
            waker.Wake();
            Assert.SkipUnless(reused, "Something else has the descriptor.");
            Assert.Equal(0, files[^1].Length);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }
}
