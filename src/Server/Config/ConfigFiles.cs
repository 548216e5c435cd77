using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.IncidentIo;

namespace Tocsin.Server.Config;

/// <summary>
/// Which files are looked for beside the configuration: templates and what HTTP clients and the event recorder name.
/// All others, secrets of receivers above all, are taken from the working folder.
/// </summary>
// Source: Alertmanager config.resolveFilepaths. incident.io is not in its list, and stays out here too, since a file
// that is found today must be found after moving over.
internal static class ConfigFiles
{
    public static AlertmanagerConfig Resolve(AlertmanagerConfig config, string directory) => config with
    {
        Templates = [.. config.Templates.Select(t => ConfigPath.Join(directory, t))],
        Global = config.Global! with { HttpConfig = config.Global.HttpConfig?.InDirectory(directory) },
        Receivers = [.. config.Receivers.Select(r => r with { Integrations = [.. r.Integrations.Select(i => Resolve(i, directory))] })],
        EventRecorder = config.EventRecorder with
        {
            FileOutputs =
                [.. config.EventRecorder.FileOutputs.Select(o => o with { Path = ConfigPath.Join(directory, o.Path) })],
            WebhookOutputs = [.. config.EventRecorder.WebhookOutputs.Select(
                o => o with { HttpConfig = o.HttpConfig?.InDirectory(directory) })],
            KafkaOutputs =
                [.. config.EventRecorder.KafkaOutputs.Select(o => o with { TlsConfig = o.TlsConfig?.InDirectory(directory) })],
        },
    };

    private static IntegrationConfig Resolve(IntegrationConfig integration, string directory) =>
        integration is IncidentIoConfig
            ? integration
            : integration with { HttpConfig = integration.HttpConfig?.InDirectory(directory) };
}
