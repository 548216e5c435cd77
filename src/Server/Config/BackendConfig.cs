using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>A server with Prometheus's API that rules can be evaluated by: an item of <c>backends</c>.</summary>
public sealed record BackendConfig
{
    /// <summary>What stands before <c>/api/v1/query</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where recordings are written by remote write; empty for <c>/api/v1/write</c> of the same server.</summary>
    public string WriteUrl { get; init; } = "";

    /// <summary>How long a query may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many queries run there at once.</summary>
    public long QueriesMax { get; init; } = 8;

    /// <summary><c>warn</c>: an answer with warnings is taken; <c>fail</c>: it is an error of the rule.</summary>
    public string PartialResponse { get; init; } = "warn";

    /// <summary>How requests are made.</summary>
    public HttpClientConfig Client { get; init; } = HttpClientConfig.Default;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<BackendConfig> Schema { get; } = new YamlSchema<BackendConfig>("tocsin.Backend", new())
        .WithoutUnmarshaler()
        .Include(s => HttpClientConfig.AddKeys(s, c => c.Client, (c, v) => c with { Client = v }))
        .Field("url", YamlTypes.Text, c => c.Url, (c, v) => c with { Url = v })
        .Optional("write_url", YamlTypes.Text, c => c.WriteUrl, (c, v) => c with { WriteUrl = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("queries_max", YamlTypes.Whole, c => c.QueriesMax, (c, v) => c with { QueriesMax = v })
        .Optional("partial_response", YamlTypes.Text, c => c.PartialResponse, (c, v) => c with { PartialResponse = v })
        .Rule(Check);

    /// <summary>Where queries are asked.</summary>
    public Uri QueryAddress => new($"{Url.TrimEnd('/')}/api/v1/query");

    /// <summary>Where samples are written.</summary>
    public Uri WriteAddress => new(WriteUrl.Length > 0 ? WriteUrl : $"{Url.TrimEnd('/')}/api/v1/write");

    private static BackendConfig Check(BackendConfig c, YamlRules rules)
    {
        if (!IsAddress(c.Url))
        {
            rules.Fail($"\"{c.Url}\" is no address", "url", "give one such as http://mimir:8080/prometheus");
        }

        if (c.WriteUrl.Length > 0 && !IsAddress(c.WriteUrl))
        {
            rules.Fail($"\"{c.WriteUrl}\" is no address", "write_url", "give one such as http://mimir:8080/api/v1/push");
        }

        if (c.Timeout <= TimeSpan.Zero)
        {
            rules.Fail("timeout must be greater than zero", "timeout");
        }

        if (c.QueriesMax is < 1 or > 1000)
        {
            rules.Fail("queries_max must be between 1 and 1000", "queries_max");
        }

        if (c.PartialResponse is not ("warn" or "fail"))
        {
            rules.Fail($"unknown partial_response \"{c.PartialResponse}\"", "partial_response", "there are warn and fail");
        }

        return c;
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme is "http" or "https") && address.Host.Length > 0;
}
