namespace TypedAmqp.Peers;

/// <summary>A real browser without a window.</summary>
public static class Chromium
{
    /// <summary>Opens a page, runs what is in it, and gives back what the document is then.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static async Task<string> DumpAsync(string page)
    {
        string program = Peer.Find("chromium") ?? Peer.Find("chromium-browser") ?? Peer.Find("google-chrome") ?? throw Peer.Missing("Chromium is not installed (Debian: chromium)");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("typedamqp-chromium-");
        try
        {
            string file = Path.Combine(folder.FullName, "page.html");
            await File.WriteAllTextAsync(file, page);
            await using ChildProcess browser = ChildProcess.Start(program,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
                $"--user-data-dir={Path.Combine(folder.FullName, "profile")}", "--dump-dom", new Uri(file).AbsoluteUri,
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
