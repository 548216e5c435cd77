namespace Tocsin.TestKit.BlackBox;

/// <summary>
/// What a test needs from the machine. Without it the test is skipped on a developer's machine and fails where
/// <c>CI=true</c>, so that a missing installation can never pass for a green run.
/// </summary>
public static class Needs
{
    // The text by which xunit v3 recognises an exception as a skip; part of its contract with assertion libraries.
    private const string SkipToken = "$XunitDynamicSkip$";

    /// <summary>True in continuous integration.</summary>
    public static bool InCi { get; } = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal);

    /// <summary>The folder into which <c>eng/install-test-needs</c> unpacks the peers.</summary>
    public static string PeersFolder { get; } = FindPeersFolder();

    /// <summary>The path of a peer's program.</summary>
    /// <param name="name">Its file name, such as <c>prometheus-alertmanager</c>.</param>
    public static string Peer(string name)
    {
        string[] folders = [PeersFolder, Path.Combine(PeersFolder, "victoria"), Path.Combine(PeersFolder, "exporters")];
        string? path = folders.Select(f => Path.Combine(f, "usr", "bin", name)).FirstOrDefault(File.Exists);
        return path ?? throw Missing($"the peer '{name}' is not unpacked; run eng/install-test-needs");
    }

    /// <summary>The folder of npm modules that <c>eng/install-test-needs</c> installs.</summary>
    /// <param name="module">One that must be there, such as <c>smtp-server</c>.</param>
    public static string Modules(string module)
    {
        string folder = Path.Combine(PeersFolder, "npm", "node_modules");
        return Directory.Exists(Path.Combine(folder, module))
            ? folder
            : throw Missing($"the npm module '{module}' is not installed; run eng/install-test-needs");
    }

    /// <summary>The path of one of our own published programs: <c>tocsin</c>, <c>alertmanager</c> or <c>amtool</c>.</summary>
    public static string Published(string name)
    {
        string path = Repository.Path("out", name);
        return File.Exists(path) ? path : throw Missing($"out/{name} is not built; run make build");
    }

    /// <summary>A file or folder that must exist, such as an outside case.</summary>
    public static string Present(string path, string what) =>
        Path.Exists(path) ? path : throw Missing($"{what} is not at {path}");

    /// <summary>The exception that skips the running test, or fails it in continuous integration.</summary>
    public static Exception Missing(string reason) =>
        InCi ? new InvalidOperationException(reason) : new InvalidOperationException(SkipToken + reason);

    /// <summary>The exception that skips the running test everywhere: for what a server cannot do by design.</summary>
    public static Exception NotApplicable(string reason) => new InvalidOperationException(SkipToken + reason);

    private static string FindPeersFolder()
    {
        string? named = Environment.GetEnvironmentVariable("TOCSIN_PEERS");
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        cache = string.IsNullOrEmpty(cache)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : cache;
        return Path.Combine(cache, "tocsin-peers");
    }
}
