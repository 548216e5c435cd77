using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Amtool;

/// <summary>Prints what the API gave, in the form asked for.</summary>
internal sealed class Output(Invocation given)
{
    private readonly TextWriter _out = given.Terminal.Out;
    private readonly string _form = given.Text("output");
    private readonly string _dates = given.Find("date.format") ?? Dates.DefaultFormat;

    /// <summary>Prints alerts; the tables sorted by when they started.</summary>
    public void Alerts(JsonArray alerts)
    {
        if (TryJson(alerts))
        {
            return;
        }

        var table = new TabWriter();
        table.Line(_form == "extended"
            ? "Labels\tAnnotations\tStarts At\tEnds At\tGenerator URL\tState\t"
            : "Alertname\tStarts At\tSummary\tState\t");
        foreach (JsonObject alert in Json.Objects(alerts).OrderBy(a => Dates.Order(Json.Text(a, "startsAt"))))
        {
            table.Line(_form == "extended" ? ExtendedAlert(alert) : SimpleAlert(alert));
        }

        table.Write(_out);
    }

    /// <summary>Prints silences; the tables sorted by when they end.</summary>
    public void Silences(JsonArray silences)
    {
        if (TryJson(silences))
        {
            return;
        }

        var table = new TabWriter();
        table.Line(_form == "extended"
            ? "ID\tMatchers\tStarts At\tEnds At\tUpdated At\tCreated By\tComment\t"
            : "ID\tMatchers\tEnds At\tCreated By\tComment\t");
        foreach (JsonObject silence in Json.Objects(silences).OrderBy(s => Dates.Order(Json.Text(s, "endsAt"))))
        {
            string[] matchers = [.. Json.Objects(silence["matchers"]).Select(Matcher)];
            string author = Json.Text(silence, "createdBy");
            string comment = Json.Text(silence, "comment");
            table.Line(_form == "extended"
                ? $"{Json.Text(silence, "id")}\t{{{string.Join(',', matchers)}}}\t{Date(silence, "startsAt")}\t"
                    + $"{Date(silence, "endsAt")}\t{Date(silence, "updatedAt")}\t{author}\t{comment}\t"
                : $"{Json.Text(silence, "id")}\t{string.Join(' ', matchers)}\t{Date(silence, "endsAt")}\t"
                    + $"{author}\t{comment}\t");
        }

        table.Write(_out);
    }

    /// <summary>Prints the server's configuration.</summary>
    public void Config(JsonObject status)
    {
        if (TryJson(status))
        {
            return;
        }

        _out.Write(Json.Text(status, "config", "original") + "\n");
        if (_form == "extended")
        {
            foreach (string key in (string[])["buildUser", "goVersion", "revision", "version", "branch", "buildDate"])
            {
                _out.Write($"{key} {Json.Text(status, "versionInfo", key)}\n");
            }

            _out.Write($"uptime {Json.Text(status, "uptime")}\n");
        }
    }

    /// <summary>Prints the state of the cluster.</summary>
    public void Cluster(JsonObject status)
    {
        JsonObject cluster = status["cluster"] as JsonObject ?? [];
        if (TryJson(cluster))
        {
            return;
        }

        var table = new TabWriter();
        table.Line($"Cluster Status:\t{Json.Text(cluster, "status")}\nNode Name:\t{Json.Text(cluster, "name")}");
        if (_form == "extended")
        {
            table.Line("\nAddress\tName");
            foreach (JsonObject peer in Json.Objects(cluster["peers"]).OrderBy(p => PeerOrder(Json.Text(p, "address"))))
            {
                table.Line($"{Json.Text(peer, "address")}\t{Json.Text(peer, "name")}\t");
            }
        }

        table.Write(_out);
    }

    /// <summary>A matcher of the API as people write it.</summary>
    public static string Matcher(JsonObject matcher)
    {
        // Servers older than 0.22 do not say isEqual.
        string sign = (Json.Truth(matcher, "isRegex", false), Json.Truth(matcher, "isEqual", true)) switch
        {
            (false, true) => "=",
            (false, false) => "!=",
            (true, true) => "=~",
            (true, false) => "!~",
        };

        // As a label matcher prints, but a regular expression need not be one that this program can read.
        string name = Json.Text(matcher, "name");
        string value = Json.Text(matcher, "value");
        return name.Any(IsReserved)
            ? GoQuote.Quote(name) + sign + GoQuote.Quote(value)
            : $"{name}{sign}\"{Escape(value)}\"";
    }

    private static bool IsReserved(char c) =>
        char.IsWhiteSpace(c) || "{}!=~,\\\"'`".Contains(c, StringComparison.Ordinal);

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);

    private bool TryJson(JsonNode node)
    {
        if (_form != "json")
        {
            return false;
        }

        _out.Write(Json.Compact(node) + "\n");
        return true;
    }

    private string SimpleAlert(JsonObject alert) =>
        $"{Json.Text(alert, "labels", "alertname")}\t{Date(alert, "startsAt")}\t"
        + $"{Json.Text(alert, "annotations", "summary")}\t{Json.Text(alert, "status", "state")}\t";

    private string ExtendedAlert(JsonObject alert) =>
        $"{Pairs(alert["labels"])}\t{Pairs(alert["annotations"])}\t{Date(alert, "startsAt")}\t{Date(alert, "endsAt")}\t"
        + $"{Json.Text(alert, "generatorURL")}\t{Json.Text(alert, "status", "state")}\t";

    private string Date(JsonObject owner, string key) => Dates.Format(Json.Text(owner, key), _dates);

    private static string Pairs(JsonNode? map) => string.Join(
        ' ',
        Json.Texts(map).Select(p => $"{p.Key}=\"{p.Value}\"").Order(StringComparer.Ordinal));

    private static string PeerOrder(string address)
    {
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? address : address[..colon].Trim('[', ']');
        string order = System.Net.IPAddress.TryParse(host, out System.Net.IPAddress? ip)
            ? Convert.ToHexString(ip.MapToIPv6().GetAddressBytes())
            : host;
        return $"{order} {(colon < 0 ? "" : address[(colon + 1)..]).PadLeft(5, '0')}";
    }
}
