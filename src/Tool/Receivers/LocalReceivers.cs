using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Messages;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Receivers;
using Tocsin.Server.Config;
using Tocsin.Templates;
using Tocsin.Templates.GoTime;
using Tocsin.Tool.Check;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Receivers;

/// <summary>The receivers of a configuration file, for commands that need no server.</summary>
internal sealed class LocalReceivers
{
    /// <summary>The flag that names the file.</summary>
    public const string FileFlag = "config.file";

    private const string ExternalUrlFlag = "web.external-url";
    private readonly Terminal _terminal;
    private readonly TocsinConfig _own;
    private readonly TemplateSet _templates;
    private readonly string _externalUrl;

    private LocalReceivers(Invocation given, TocsinConfig own, LoadedConfig config, TemplateSet templates)
    {
        _own = own;
        _terminal = given.Terminal;
        _templates = templates;
        _externalUrl = given.Text(ExternalUrlFlag).TrimEnd('/');
        Config = config;
    }

    /// <summary>The flags of commands that read the file, but for <see cref="FileFlag"/>.</summary>
    public static IReadOnlyList<FlagSpec> Flags { get; } =
    [
        new("config", "Tocsin's own settings, whose defaults for global hold.") { Default = ["tocsin.yml"] },
        new(ExternalUrlFlag, "The address of the server that messages name, for what is made from --config.file")
        {
            Default = ["http://localhost:9093"],
        },
    ];

    /// <summary>The configuration.</summary>
    public LoadedConfig Config { get; }

    /// <summary>Reads the file that the command line names, with its templates.</summary>
    /// <exception cref="CommandFailure">It cannot be used.</exception>
    public static LocalReceivers Read(Invocation given)
    {
        var files = new DiskFileSource();
        string path = given.Text(FileFlag);
        TocsinLoadResult? own = CheckCommand.Settings(given, files);
        LoadResult loaded = new ConfigLoader(files).Load(path, CheckCommand.Options(given, own));
        if (loaded.Config is not { } config)
        {
            throw new CommandFailure($"{path}: {loaded.Message ?? loaded.Errors[0].Text}");
        }

        List<ConfigDiagnostic> findings = [];
        TemplateSet templates = ConfigTemplates.Load(config, files, findings);
        return findings.Find(finding => finding.Severity == Severity.Error) is { } error
            ? throw new CommandFailure(error.ToString())
            : new LocalReceivers(given, own?.Config ?? TocsinConfig.Default, config, templates);
    }

    /// <summary>The receiver of that name.</summary>
    /// <exception cref="CommandFailure">There is none; the message has the near names.</exception>
    public ReceiverConfig Find(string name) => Config.FindReceiver(name)
        ?? throw new CommandFailure(UnknownName.Receiver(name, [.. Config.Config.Receivers.Select(one => one.Name)]));

    /// <summary>What integrations are built with: as the server would, so that the same connections are refused.</summary>
    public IntegrationServices Services() => new()
    {
        Time = _terminal.Time,
        Http = new HttpClientFactory(_terminal.Time, _terminal.Environment, new Connector(_own.Outgoing.Rules)),
        Templates = new TemplateFields(_templates, GoZone.Local(_terminal.Time.LocalTimeZone)),
        Environment = _terminal.Environment,
        ExternalUrl = _externalUrl,
        Delivery = _own.DeliveryDefaults(),
    };
}
