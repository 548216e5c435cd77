using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Import;

/// <summary><c>tocsin import grafana</c>: what the settings of Grafana's alerting mean here.</summary>
internal static class ImportGrafanaCommand
{
    private const string Help = """
        Tell what the settings of Grafana's alerting mean here: the keys that have the same effect, and for each setting
        where it went or why it has no meaning. The file is grafana.ini, or JSON as /api/admin/settings gives it; all but
        the sections alerting and unified_alerting is passed over.

        	tocsin import grafana /etc/grafana/grafana.ini
        """;

    /// <summary>Describes <c>tocsin import</c>.</summary>
    public static CommandSpec Create() => new("import", "Take over the settings of other programs.")
    {
        Commands =
        [
            new("grafana", Help)
            {
                Flags =
                [
                    new("output", "How the settings are printed: text or json")
                    {
                        Letter = 'o',
                        Kind = ValueKind.Choice,
                        Choices = ["text", "json"],
                        Default = ["text"],
                    },
                ],
                Arguments = [new("file", "Grafana's settings") { Kind = ValueKind.ExistingFile, Required = true }],
                Run = Run,
            },
        ],
    };

    private static Task<int> Run(Invocation given, CancellationToken cancellation)
    {
        string path = given.Text("file");
        var mapping = new GrafanaMapping();
        List<MappedSetting> mapped = mapping.Map(GrafanaReader.Read(path, File.ReadAllText(path)));
        if (mapping.Faults.Count > 0)
        {
            throw new CommandFailure(string.Join('\n', mapping.Faults.Select(fault => $"{path}: {fault}")));
        }

        if (mapped.Count == 0)
        {
            throw new CommandFailure($"{path}: there is no section alerting or unified_alerting");
        }

        if (given.Text("output") == "json")
        {
            given.Terminal.Out.Write(Json.Compact(ToJson(mapped)) + "\n");
        }
        else
        {
            Write(mapped, given.Terminal.Out);
        }

        return Task.FromResult(0);
    }

    private static void Write(List<MappedSetting> mapped, TextWriter output)
    {
        WriteOwnFile(mapped, output);
        WriteAll(mapped, SettingPlace.Group, "# in each group of the rule files, or in single alerts", "{0}: {1}", output);
        WriteAll(mapped, SettingPlace.Flag, "# on the command line", "{0}={1}", output);
        var table = new TabWriter();
        table.Line("Grafana\tvalue\there\tmeaning");
        foreach (MappedSetting each in mapped)
        {
            string here = each.Place == SettingPlace.None ? "-" : each.Key;
            table.Line($"{each.Setting.Key}\t{(each.Setting.Value.Length > 0 ? each.Setting.Value : "-")}\t{here}\t{each.Text}");
        }

        table.Write(output);
    }

    private static void WriteOwnFile(List<MappedSetting> mapped, TextWriter output)
    {
        var sections = Effective(mapped, SettingPlace.OwnFile)
            .Select(each => (Parts: each.Key.Split('.'), each.Value)).GroupBy(each => each.Parts[0]).ToList();
        if (sections.Count > 0)
        {
            output.Write("# tocsin.yml\n");
        }

        foreach (var section in sections)
        {
            output.Write($"{section.Key}:\n");
            foreach ((string[] parts, string value) in section)
            {
                output.Write($"  {parts[1]}: {value}\n");
            }
        }

        output.Write(sections.Count > 0 ? "\n" : "");
    }

    private static void WriteAll(List<MappedSetting> mapped, SettingPlace place, string title, string form, TextWriter output)
    {
        IReadOnlyList<MappedSetting> settings = Effective(mapped, place);
        if (settings.Count == 0)
        {
            return;
        }

        output.Write(title + "\n");
        foreach (MappedSetting each in settings)
        {
            output.Write(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, each.Key, each.Value) + "\n");
        }

        output.Write("\n");
    }

    private static IReadOnlyList<MappedSetting> Effective(List<MappedSetting> mapped, SettingPlace place) =>
        [.. mapped.Where(each => each.Place == place && each.Value.Length > 0)];

    private static JsonObject ToJson(List<MappedSetting> mapped) => new()
    {
        ["tocsin"] = ToJson(Effective(mapped, SettingPlace.OwnFile)),
        ["group"] = ToJson(Effective(mapped, SettingPlace.Group)),
        ["flags"] = ToJson(Effective(mapped, SettingPlace.Flag)),
        ["settings"] = new JsonArray([.. mapped.Select(each => new JsonObject
        {
            ["grafana"] = each.Setting.Key,
            ["grafanaValue"] = each.Setting.Value,
            ["key"] = each.Key,
            ["value"] = each.Value,
            ["meaning"] = each.Text,
        })]),
    };

    private static JsonObject ToJson(IReadOnlyList<MappedSetting> settings) =>
        new(settings.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value)));
}
