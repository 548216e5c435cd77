using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Notify.Http;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;
using Tocsin.Server.Probes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.Check;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Probes;

/// <summary><c>tocsin probe</c>: one probe from here, step by step.</summary>
internal static class ProbeCommand
{
    /// <summary>Describes the command.</summary>
    public static CommandSpec Create() => new("probe", Help)
    {
        Flags =
        [
            new("module", "The module to probe by") { Letter = 'm', Default = ["http_2xx"] },
            new("modules.file", "A module file, as blackbox_exporter takes it. Without it that of tocsin.yml, or the built-in modules"),
            new("hostname", "The host to ask for, or the name on the certificate"),
            new("timeout", "How long it may take, unless the module says") { Kind = ValueKind.Duration, Default = ["10s"] },
            new("output", "How it is printed: text or json")
            {
                Letter = 'o',
                Kind = ValueKind.Choice,
                Choices = ["text", "json"],
                Default = ["text"],
            },
            new("config", "Tocsin's own settings, whose probes.modules_file and outgoing hold.") { Default = ["tocsin.yml"] },
        ],
        Arguments = [new("target", "What to probe, such as https://example.com or 10.0.0.7:5432") { Required = true }],
        Run = RunAsync,
    };

    private const string Help = """
        Probe a target once, from this machine, and show the steps and what would be measured.

        	tocsin probe https://example.com
        	tocsin probe mail.example.com:25 --module=smtp_starttls
        	tocsin probe 10.0.0.2 --module=dns_soa --modules.file=blackbox.yml -o json

        The exit code is 1 if the probe fails.
        """;

    private static async Task<int> RunAsync(Invocation given, CancellationToken cancellationToken)
    {
        var files = new DiskFileSource();
        TocsinConfig own = CheckCommand.Settings(given, files)?.Config ?? TocsinConfig.Default;
        string file = given.Text("modules.file") is { Length: > 0 } named ? named : own.Probes?.ModulesFile ?? "";
        ProbeModulesResult modules = new ProbeModulesLoader(files).Load(file);
        if (modules.Config is null)
        {
            throw new CommandFailure(string.Join('\n', modules.Errors));
        }

        Terminal terminal = given.Terminal;
        using var secrets = RevealedSecrets.Watch();
        var probe = new LocalProbe(modules.Config, own.Outgoing.Rules, terminal.Time, terminal.Environment);
        (ProbeResult? result, string fault) = await probe.RunAsync(
            given.Text("target"), given.Text("module"), given.Text("hostname"), given.Duration("timeout"), cancellationToken);
        if (result is null)
        {
            throw new CommandFailure(fault);
        }

        string text = given.Text("output") == "json" ? Json.Compact(ToJson(given, result)) + "\n" : ToText(result);
        foreach (string secret in secrets.Texts.Where(secret => secret.Length > 4))
        {
            text = text.Replace(secret, Secret.Placeholder, StringComparison.Ordinal);
        }

        terminal.Out.Write(text);
        return result.IsGood ? 0 : 1;
    }

    private static string ToText(ProbeResult result)
    {
        var lines = new List<string>();
        foreach (ProbeStep step in result.Steps)
        {
            string facts = string.Join("  ", step.Facts.Select(fact => $"{fact.Key}={fact.Value}"));
            string mark = step.Level == "error" ? "FAILED: " : "";
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{step.After.TotalSeconds,8:0.000}s  {mark}{step.Text}  {facts}");
            lines.Add(line.TrimEnd());
        }

        lines.Add("");
        lines.AddRange(result.Values.Select(sample => string.Create(
            CultureInfo.InvariantCulture, $"{sample.Name}{LabelsOf(sample)} {sample.Value}")));
        lines.Add("");
        lines.Add(result.IsGood ? "success" : $"failure: {result.Fault}");
        return string.Join('\n', lines) + "\n";
    }

    private static string LabelsOf(ProbeValue sample) => sample.Labels.Count == 0
        ? ""
        : $"{{{string.Join(", ", sample.Labels.Select(label => $"{label.Key}=\"{label.Value}\""))}}}";

    private static JsonObject ToJson(Invocation given, ProbeResult result)
    {
        var steps = new JsonArray();
        foreach (ProbeStep step in result.Steps)
        {
            steps.Add(new JsonObject
            {
                ["after"] = step.After.TotalSeconds,
                ["level"] = step.Level,
                ["text"] = step.Text,
                ["facts"] = Pairs(step.Facts),
            });
        }

        var metrics = new JsonArray();
        foreach (ProbeValue sample in result.Values)
        {
            metrics.Add(new JsonObject { ["name"] = sample.Name, ["labels"] = Pairs(sample.Labels), ["value"] = sample.Value });
        }

        return new JsonObject
        {
            ["target"] = given.Text("target"),
            ["module"] = given.Text("module"),
            ["success"] = result.IsGood,
            ["fault"] = result.Fault,
            ["steps"] = steps,
            ["metrics"] = metrics,
        };
    }

    private static JsonObject Pairs(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var found = new JsonObject();
        foreach ((string name, string value) in pairs)
        {
            found[name] = value;
        }

        return found;
    }
}
