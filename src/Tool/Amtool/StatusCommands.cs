using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary><c>amtool cluster</c> and <c>amtool config show</c>: what the server says of itself.</summary>
internal static class StatusCommands
{
    private const string ClusterHelp = "View cluster status and peers.";

    /// <summary>Describes <c>amtool cluster</c>.</summary>
    public static CommandSpec Cluster() => new("cluster", ClusterHelp)
    {
        Commands =
        [
            new CommandSpec("show", ClusterHelp)
            {
                IsDefault = true,
                Run = (given, cancellation) => AmtoolSession.RunAsync(given, ShowClusterAsync, cancellation),
            },
        ],
    };

    /// <summary>Describes <c>amtool config</c>.</summary>
    public static CommandSpec Config() => new("config", AmtoolHelp.Config)
    {
        Commands =
        [
            new CommandSpec("show", AmtoolHelp.Config)
            {
                IsDefault = true,
                Run = (given, cancellation) => AmtoolSession.RunAsync(given, ShowConfigAsync, cancellation),
            },
            RouteCommands.Create(),
        ],
    };

    private static async Task ShowClusterAsync(AmtoolSession session) =>
        session.Output.Cluster(await session.Api.GetStatusAsync(session.Cancellation));

    private static async Task ShowConfigAsync(AmtoolSession session) =>
        session.Output.Config(await session.Api.GetStatusAsync(session.Cancellation));
}
