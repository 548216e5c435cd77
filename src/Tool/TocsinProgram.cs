using Tocsin.Server.Hosting;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.Check;
using Tocsin.Tool.CommandLine;
using Tocsin.Tool.Explain;
using Tocsin.Tool.Import;
using Tocsin.Tool.Notifications;
using Tocsin.Tool.Probes;
using Tocsin.Tool.Query;
using Tocsin.Tool.Receivers;
using Tocsin.Tool.Rules;
using Tocsin.Tool.Serve;

namespace Tocsin.Tool;

/// <summary>The program under its own name.</summary>
internal static class TocsinProgram
{
    /// <summary>Describes the program.</summary>
    public static ProgramSpec Create(ServeAction serve) => new(
        new CommandSpec("tocsin", Help)
        {
            Flags = [.. CommandProgram.BuiltInFlags, CommandProgram.VersionFlag],
            Commands =
            [
                CommandProgram.HelpCommand(), Serve(serve), CheckCommand.Create(), TestRulesCommand.Create(), ImportGrafanaCommand.Create(),
                QueryCommand.Create(), RulesCommand.Create(), ProbeCommand.Create(),
                .. ClientCommands().Select(WithClientFlags),
            ],
        },
        BuildFacts.Describe("tocsin", BuildFacts.Version))
    {
        Style = UsageStyle.Compact,
        ReadDefaults = (terminal, line) => line.KnownFlags.Exists(f => f.Name == AmtoolProgram.AddressFlag)
            ? AmtoolDefaults.Read(terminal)
            : new Dictionary<string, string>(),
    };

    private const string Help = """
        Takes alerts to the people who must act, and tells why it did or did not.

        Started by the name alertmanager, amtool or promtool, or with that as the first argument, it takes the flags of
        those programs.
        """;

    private static CommandSpec[] ClientCommands() =>
    [
        AlertCommands.Create(), SilenceCommands.Create(), ReceiverCommand.Create(), StatusCommands.Config(),
        StatusCommands.Cluster(), RenderCommand.Create(), ExplainCommand.Create(), HistoryCommand.Create(),
        NotificationsCommand.Create(),
    ];

    // amtool has these for the whole program; here they belong to the commands that ask a server.
    private static CommandSpec WithClientFlags(CommandSpec command) => new(command.Name, command.Help)
    {
        Flags = [.. AmtoolProgram.Flags, .. command.Flags],
        Arguments = command.Arguments,
        Commands = command.Commands,
        Run = command.Run,
    };

    private static CommandSpec Serve(ServeAction serve) => new(
        "serve",
        "Run the server. Without any file it starts on the embedded default configuration.")
    {
        Flags =
        [
            new FlagSpec("config", "Tocsin's own settings file.") { Default = ["tocsin.yml"] },
            .. ServeFlags.All,
        ],
        Run = (given, cancellation) => serve(ServeBinder.BindTocsin(given), cancellation),
    };
}
