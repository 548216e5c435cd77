using Tocsin.Notify.Integrations.Email;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Prints a loaded configuration as upstream's status API does.</summary>
internal static class ConfigPrinter
{
    private const string DefaultSubject = "{{ template \"email.default.subject\" . }}";

    public static string Print(AlertmanagerConfig config, IReadOnlySet<string> used) =>
        YamlWriter.Write(AlertmanagerConfig.Schema.Write(config with
        {
            Receivers = [.. config.Receivers.Select(r => !used.Contains(r.Name) ? r : r with
            {
                Integrations = [.. r.Integrations.Select(i => i is EmailConfig email ? WithHeaders(email) : i)],
            })],
        }));

    // Source: Alertmanager notify/email New writes the headers it fills in into the configuration that is shown, for
    // the receivers that are built.
    private static EmailConfig WithHeaders(EmailConfig email)
    {
        var headers = new Dictionary<string, string>(email.Headers, StringComparer.Ordinal);
        headers.TryAdd("Subject", DefaultSubject);
        headers.TryAdd("To", email.To);
        headers.TryAdd("From", email.From);
        return email with { Headers = headers };
    }
}
