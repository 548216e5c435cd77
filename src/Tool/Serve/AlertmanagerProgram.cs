using Tocsin.Server.Hosting;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Serve;

/// <summary>Runs a server until it is asked to stop; gives the exit code.</summary>
public delegate Task<int> ServeAction(ServeOptions options, CancellationToken cancellationToken);

/// <summary>The program under upstream's server name.</summary>
public static class AlertmanagerProgram
{
    /// <summary>Describes the program.</summary>
    /// <param name="name">The name it was started by, which its messages carry.</param>
    /// <param name="serve">Runs the server.</param>
    public static ProgramSpec Create(string name, ServeAction serve) =>
        new(
            new CommandSpec(name, "")
            {
                Flags = [.. CommandProgram.BuiltInFlags, .. ServeFlags.All, CommandProgram.VersionFlag],
                Run = (given, cancellation) => serve(ServeBinder.Bind(given, name), cancellation),
            },
            BuildFacts.Describe("alertmanager", BuildFacts.UpstreamVersion));
}
