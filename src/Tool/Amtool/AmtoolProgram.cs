using Tocsin.Server.Hosting;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>The program under upstream's name for its command-line client.</summary>
internal static class AmtoolProgram
{
    /// <summary>The flag that names the server; only commands that ask one have it.</summary>
    public const string AddressFlag = "alertmanager.url";

    /// <summary>The flags that every command takes.</summary>
    public static IReadOnlyList<FlagSpec> Flags { get; } =
    [
        new("date.format", "Format of date output") { Default = [Dates.DefaultFormat] },
        new("verbose", "Verbose running information") { Letter = 'v', Kind = ValueKind.Switch },
        new(AddressFlag, "Alertmanager to talk to")
        {
            Kind = ValueKind.Url,
            PlaceHolder = "http://localhost:9093/",
        },
        new("output", "Output formatter (simple, extended, json)")
        {
            Letter = 'o',
            Kind = ValueKind.Choice,
            Choices = ["simple", "extended", "json"],
            Default = ["simple"],
        },
        new("timeout", "Timeout for the executed command") { Kind = ValueKind.Duration, Default = ["30s"] },
        new("http.config.file", "HTTP client configuration file for amtool to connect to Alertmanager.")
        {
            Kind = ValueKind.ExistingFile,
            PlaceHolder = "<filename>",
        },
        new("version-check", "Check alertmanager version. Use --no-version-check to disable.")
        {
            Kind = ValueKind.Switch,
            Default = ["true"],
        },
        new(
            "enable-feature",
            "Experimental features to enable, comma separated. Valid options: " + string.Join(", ", FeatureFlags.Names))
        {
            Default = [""],
        },
    ];

    /// <summary>Describes the program.</summary>
    public static ProgramSpec Create() => new(
        new CommandSpec("amtool", AmtoolHelp.Root)
        {
            Flags = [.. CommandProgram.BuiltInFlags, .. Flags, CommandProgram.VersionFlag],
            Commands =
            [
                CommandProgram.HelpCommand(), AlertCommands.Create(), SilenceCommands.Create(),
                CheckConfigCommand.Create(), StatusCommands.Cluster(), StatusCommands.Config(),
                TemplateCommand.Create(),
            ],
        },
        BuildFacts.Describe("amtool", BuildFacts.UpstreamVersion))
    {
        Style = UsageStyle.Compact,

        // Upstream ends its messages with a line break of their own and the printer adds another.
        ErrorEnd = "\n",
        EndsAllErrors = true,
        ReadDefaults = (terminal, _) => AmtoolDefaults.Read(terminal),
        Before = given => _ = new MatcherArguments(given),
    };
}
