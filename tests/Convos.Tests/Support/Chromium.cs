namespace Convos.Tests;

/// <summary>The browser of this machine, installed where there is none.</summary>
public static class Chromium
{
    private static readonly string[] Known =
        // First the one without windows: the whole browser draws its own menus and tabs, too, for nobody.
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private static readonly Lazy<Task> Installed = new(Install);

    /// <summary>Its path, or null where Playwright knows the one that it installed itself.</summary>
    public static async Task<string?> Find(Microsoft.Playwright.IPlaywright playwright)
    {
        if (!Known.Any(File.Exists) && !File.Exists(playwright.Chromium.ExecutablePath))
        {
            await Installed.Value;
        }

        return Known.FirstOrDefault(File.Exists);
    }

    private static async Task Install()
    {
        if (Environment.IsPrivilegedProcess && File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Contains("ID=debian"))
        {
            await Shell.Run("apt-get", "update", "-qq");
            await Shell.Run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "chromium-headless-shell");
            return;
        }

        // Ubuntu's own package is a snap, which does not run for root: there apt brings what Playwright's browser needs.
        string[] withLibraries = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? ["--with-deps"] : [];
        Assert.True(Microsoft.Playwright.Program.Main(["install", .. withLibraries, "chromium"]) == 0, "Playwright could not install Chromium.");
    }
}
