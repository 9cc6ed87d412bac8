using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>The browsers of this machine, installed where there are none.</summary>
public static class Chromium
{
    // The whole browser draws menus and tabs of its own, too, for nobody.
    private const string WithoutWindows = "/usr/bin/chromium-headless-shell";

    private static readonly string[] Whole =
        ["/usr/bin/chromium", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private static readonly Lazy<Task> Installed = new(Install);

    /// <summary>The path of one, or null where Playwright knows the one that it installed itself.</summary>
    public static async Task<string?> Find(IPlaywright playwright, bool whole = false)
    {
        if (!Whole.Any(File.Exists) && !File.Exists(playwright.Chromium.ExecutablePath))
        {
            await Installed.Value;
        }

        return !whole && File.Exists(WithoutWindows) ? WithoutWindows : Whole.FirstOrDefault(File.Exists);
    }

    private static async Task Install()
    {
        if (Environment.IsPrivilegedProcess && File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=debian"))
        {
            await Shell.Run("apt-get", "update", "-qq");
            await Shell.Run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "chromium", "chromium-headless-shell", "xvfb");
            return;
        }

        // Ubuntu's own package is a snap, which does not run for root: there apt brings what Playwright's browser needs.
        string[] withLibraries = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? ["--with-deps"] : [];
        Assert.True(Microsoft.Playwright.Program.Main(["install", .. withLibraries, "chromium"]) == 0, "Playwright could not install Chromium.");
    }
}
