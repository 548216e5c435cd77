namespace Tocsin.TestKit;

/// <summary>Where the sources and the outside cases are, found from the running test and never from the working folder.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Tocsin.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The outside cases: <c>TOCSIN_CONFORMANCE</c>, or <c>../shared/conformance</c>. May not exist.</summary>
    public static string Conformance { get; } = Beside("TOCSIN_CONFORMANCE", "conformance");

    /// <summary>The seed configurations: <c>TOCSIN_SEEDS</c>, or <c>../shared/seeds</c>. May not exist.</summary>
    public static string Seeds { get; } = Beside("TOCSIN_SEEDS", "seeds");

    /// <summary>A path inside the repository.</summary>
    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>A new empty folder of the machine's temporary folder; the caller deletes it.</summary>
    public static string NewTemporaryFolder(string name) => Directory.CreateTempSubdirectory($"tocsin-{name}-").FullName;

    private static string Beside(string variable, string folder)
    {
        string? named = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(named)
            ? System.IO.Path.GetFullPath(System.IO.Path.Combine(Root, "..", "shared", folder))
            : named;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Tocsin.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No Tocsin.slnx above {AppContext.BaseDirectory}.");
    }
}
