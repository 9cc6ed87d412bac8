using System.Runtime.InteropServices;

namespace Convos.Tests;

/// <summary>Unix signals, which .NET can receive but not send. A negative number is a process group.</summary>
public static partial class Signal
{
    public static void Interrupt(int target) => Send(target, 2);

    public static void Terminate(int target) => Send(target, 15);

    private static void Send(int target, int signal) => Assert.Equal(0, Kill(target, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int target, int signal);
}
