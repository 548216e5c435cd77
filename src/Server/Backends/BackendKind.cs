using System.Globalization;
using System.Text.Json;
using Tocsin.Server.Config;

namespace Tocsin.Server.Backends;

/// <summary>What a backend is, and so how it is best asked. Immutable.</summary>
/// <param name="Type">One of the types of the configuration; empty if it does not tell.</param>
/// <param name="Version">What it calls itself; empty if it does not tell.</param>
internal sealed record BackendKind(string Type, string Version)
{
    /// <summary>How samples are read unless the configuration says.</summary>
    public string Read => Type switch
    {
        // Source: the Thanos and VictoriaMetrics documentation: neither answers remote read.
        "prometheus" or "mimir" => "remote_read",
        "victoriametrics" => "export",
        _ => "query",
    };

    /// <summary>
    /// What is evaluated there unless the configuration says: only what certainly has the values that it would have here.
    /// </summary>
    // Source: Prometheus 3.0 release notes: since then ranges are open at their left, as here.
    public string PushDown => Type == "prometheus" && Major >= 3 ? "aggregations" : "none";

    private int Major => int.TryParse(Version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 0;

    /// <summary>What a backend is by its own words.</summary>
    /// <param name="data">What it answers at <c>/api/v1/status/buildinfo</c>.</param>
    public static BackendKind Of(ReadOnlyMemory<byte> data)
    {
        using JsonDocument document = JsonDocument.Parse(data);
        JsonElement root = document.RootElement;
        string version = TextOf(root, "version");
        string application = TextOf(root, "application");
        string type = application.Contains("Mimir", StringComparison.OrdinalIgnoreCase) ? "mimir"
            : version.Length == 0 ? ""
            // VictoriaMetrics pretends to be an old Prometheus and tells nothing else; Thanos has not come to version 1.
            : TextOf(root, "goVersion").Length == 0 ? "victoriametrics"
            : version.StartsWith("0.", StringComparison.Ordinal) ? "thanos"
            : "prometheus";
        return new BackendKind(type, version);
    }

    private static string TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>Finds out what a backend is, once. Thread-safe.</summary>
internal sealed class BackendKindFinder(BackendConfig config, BackendClient client)
{
    private BackendKind? _found;

    /// <summary>What it is.</summary>
    /// <exception cref="BackendFailure">It does not answer.</exception>
    public async Task<BackendKind> FindAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _found) is { } known)
        {
            return known;
        }

        // Whoever says all need not be reached for it.
        bool isTold = config.Type.Length > 0 && (config.PushDown.Length > 0 || config.Type != "prometheus");
        BackendKind found = isTold ? new BackendKind(config.Type, "") : await AskAsync(cancellation).ConfigureAwait(false);
        found = config.Type.Length > 0 ? found with { Type = config.Type } : found;
        Volatile.Write(ref _found, found);
        return found;
    }

    private Task<BackendKind> AskAsync(CancellationToken cancellation) => client.AskAsync(
        new BackendRequest<BackendKind>(
            () => new HttpRequestMessage(HttpMethod.Get, config.AddressOf("api/v1/status/buildinfo")),
            async (response, token) =>
            {
                ApiEnvelope answer = ApiEnvelope.Read(await response.Body.ReadAllAsync(token).ConfigureAwait(false));
                return answer.Data.IsEmpty ? new BackendKind("", "") : BackendKind.Of(answer.Data);
            }),
        cancellation);
}
