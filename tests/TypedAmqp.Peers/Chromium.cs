namespace TypedAmqp.Peers;

/// <summary>A real browser without a window.</summary>
public static class Chromium
{
    /// <summary>Opens a page, runs what is in it, and gives back what the document is then.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static async Task<string> DumpAsync(string page)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedamqp-page-");
        try
        {
            string file = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(file, page);
            return await DumpAsync(new Uri(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Opens an address, and gives back what the document is when it has got what it asked for.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static async Task<string> DumpAsync(Uri address)
    {
        string program = Peer.Find("chromium")
            ?? Peer.Find("chromium-browser")
            ?? Peer.Find("google-chrome")
            ?? throw Peer.Missing("Chromium is not installed (Debian: chromium)");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedamqp-chromium-");
        try
        {
            await using ChildProcess browser = ChildProcess.Start(program,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                "--disable-background-networking",
                $"--user-data-dir={Path.Combine(folder.FullName, "profile")}", "--virtual-time-budget=5000", "--dump-dom", address.AbsoluteUri,
            ]);
            await browser.WaitForExitAsync();
            return string.Join('\n', browser.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
