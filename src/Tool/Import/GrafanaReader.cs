using System.Text.Json;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Import;

/// <summary>
/// Reads the settings of Grafana's alerting: from JSON, as its API <c>/api/admin/settings</c> writes them, or from
/// <c>grafana.ini</c>. Other sections are passed over.
/// </summary>
internal static class GrafanaReader
{
    /// <summary>Reads a file's text.</summary>
    /// <exception cref="CommandFailure">It is neither.</exception>
    public static List<GrafanaSetting> Read(string path, string text) =>
        text.TrimStart().StartsWith('{') ? ReadJson(path, text) : ReadIni(path, text);

    private static List<GrafanaSetting> ReadJson(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            List<GrafanaSetting> settings = [];
            foreach (JsonProperty section in document.RootElement.EnumerateObject().Where(s => IsAlerting(s.Name)))
            {
                Flatten(section.Name, section.Value, settings);
            }

            return settings;
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: this is not JSON", e);
        }
    }

    private static void Flatten(string key, JsonElement value, List<GrafanaSetting> into)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty inner in value.EnumerateObject())
            {
                Flatten($"{key}.{inner.Name}", inner.Value, into);
            }
        }
        else
        {
            string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            into.Add(new GrafanaSetting(key, text.Trim()));
        }
    }

    private static List<GrafanaSetting> ReadIni(string path, string text)
    {
        List<GrafanaSetting> settings = [];
        string section = "";
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] is ';' or '#')
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1].Trim();
            }
            else if (equals < 1)
            {
                throw new CommandFailure($"{path}:{i + 1}: neither [section] nor key = value, as in grafana.ini");
            }
            else if (IsAlerting(section))
            {
                settings.Add(new GrafanaSetting($"{section}.{line[..equals].Trim()}", line[(equals + 1)..].Trim()));
            }
        }

        return settings;
    }

    private static bool IsAlerting(string section) =>
        section is "alerting" or "unified_alerting" || section.StartsWith("unified_alerting.", StringComparison.Ordinal);
}
