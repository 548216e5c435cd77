using System.Reflection;
using System.Runtime.InteropServices;

namespace Tocsin.Server.Hosting;

/// <summary>What this build is, as the version texts, the status API and the metrics tell it.</summary>
public static class BuildFacts
{
    /// <summary>
    /// The Alertmanager release whose behaviour this build has. It is what the API and <c>alertmanager --version</c>
    /// report, since clients compare it with their own.
    /// </summary>
    public const string UpstreamVersion = "0.34.0";

    /// <summary>Tells this program from upstream's builds, where upstream has the name of its branch.</summary>
    public const string Branch = "tocsin";

    /// <summary>Tocsin's own version.</summary>
    public static string Version { get; } =
        typeof(BuildFacts).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";

    /// <summary>Tocsin's version with the source revision where the build knows it.</summary>
    public static string Revision { get; } =
        typeof(BuildFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? Version;

    /// <summary>The runtime, in the place of upstream's Go version.</summary>
    public static string Runtime { get; } = $"dotnet{Environment.Version}";

    /// <summary>The operating system in Go's spelling.</summary>
    public static string System { get; } =
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : "windows";

    /// <summary>The processor in Go's spelling.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.X64 => "amd64",
        global::System.Runtime.InteropServices.Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The versions in one line, for the log.</summary>
    public static string VersionSummary { get; } = $"(version={UpstreamVersion}, branch={Branch}, revision={Revision})";

    /// <summary>What it was built for in one line, for the log.</summary>
    public static string BuildContext { get; } = $"(runtime={Runtime}, platform={System}/{Architecture})";

    /// <summary>The text of <c>--version</c>.</summary>
    /// <param name="program">The name the program was started by.</param>
    /// <param name="version">The version it reports.</param>
    public static string Describe(string program, string version) =>
        $"""
         {program}, version {version} (branch: {Branch}, revision: {Revision})
           build user:       tocsin
           build date:       {BuildDate}
           go version:       {Runtime}
           platform:         {System}/{Architecture}
           tags:             {Branch}
         """;

    /// <summary>When it was built; a deterministic build has no date, so that of the revision stands for it.</summary>
    public static string BuildDate => "unknown";
}
