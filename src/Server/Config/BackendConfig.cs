using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>A server with Prometheus's API that queries and rules can be answered by: an item of <c>backends</c>.</summary>
public sealed record BackendConfig
{
    /// <summary>What stands before <c>/api/v1/query</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where recordings are written by remote write; empty for <c>/api/v1/write</c> of the same server.</summary>
    public string WriteUrl { get; init; } = "";

    /// <summary>What it is: one of <see cref="Types"/>; empty to ask it.</summary>
    public string Type { get; init; } = "";

    /// <summary>How samples are read: one of <see cref="Ways"/>; empty for the best that its type has.</summary>
    public string Read { get; init; } = "";

    /// <summary>Where samples are read by remote read; empty for <c>/api/v1/read</c> of the same server.</summary>
    public string ReadUrl { get; init; } = "";

    /// <summary>What it evaluates itself: one of <see cref="PushDowns"/>; empty for what is safe with its type.</summary>
    public string PushDown { get; init; } = "";

    /// <summary>The tenant, sent as <c>X-Scope-OrgID</c>; empty for none.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>How often a request that failed is sent again.</summary>
    public long Retries { get; init; } = 2;

    /// <summary>How many MiB an answer may have.</summary>
    public long AnswerMibMax { get; init; } = 64;

    /// <summary>How long a request may take, its repetitions included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests run there at once.</summary>
    public long QueriesMax { get; init; } = 8;

    /// <summary><c>warn</c>: an answer with warnings is taken; <c>abort</c>: it is an error.</summary>
    public string PartialResponse { get; init; } = "warn";

    /// <summary>How requests are made.</summary>
    public HttpClientConfig Client { get; init; } = HttpClientConfig.Default;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<BackendConfig> Schema { get; } = new YamlSchema<BackendConfig>("tocsin.Backend", new())
        .WithoutUnmarshaler()
        .Include(s => HttpClientConfig.AddKeys(s, c => c.Client, (c, v) => c with { Client = v }))
        .Field("url", YamlTypes.Text, c => c.Url, (c, v) => c with { Url = v })
        .Optional("write_url", YamlTypes.Text, c => c.WriteUrl, (c, v) => c with { WriteUrl = v })
        .Optional("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v })
        .Optional("read", YamlTypes.Text, c => c.Read, (c, v) => c with { Read = v })
        .Optional("read_url", YamlTypes.Text, c => c.ReadUrl, (c, v) => c with { ReadUrl = v })
        .Optional("push_down", YamlTypes.Text, c => c.PushDown, (c, v) => c with { PushDown = v })
        .Optional("tenant", YamlTypes.Text, c => c.Tenant, (c, v) => c with { Tenant = v })
        .Optional("retries", YamlTypes.Whole, c => c.Retries, (c, v) => c with { Retries = v })
        .Optional("answer_mib_max", YamlTypes.Whole, c => c.AnswerMibMax, (c, v) => c with { AnswerMibMax = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("queries_max", YamlTypes.Whole, c => c.QueriesMax, (c, v) => c with { QueriesMax = v })
        .Optional("partial_response", YamlTypes.Text, c => c.PartialResponse, (c, v) => c with { PartialResponse = v })
        .Rule(Check);

    /// <summary>What a backend may be.</summary>
    public static IReadOnlyList<string> Types { get; } = ["prometheus", "thanos", "mimir", "victoriametrics"];

    /// <summary>How samples may be read.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["remote_read", "query", "export"];

    /// <summary>What may be evaluated there.</summary>
    public static IReadOnlyList<string> PushDowns { get; } = ["none", "aggregations", "all"];

    /// <summary>How many bytes an answer may have.</summary>
    public long AnswerBytesMax => AnswerMibMax << 20;

    /// <summary>Whether an answer with warnings, which may be one in part, is an error.</summary>
    public bool FailsOnWarnings => PartialResponse == "abort";

    /// <summary>Where samples are written.</summary>
    public Uri WriteAddress => WriteUrl.Length > 0 ? new Uri(WriteUrl) : AddressOf("api/v1/write");

    /// <summary>Where samples are read by remote read.</summary>
    public Uri ReadAddress => ReadUrl.Length > 0 ? new Uri(ReadUrl) : AddressOf("api/v1/read");

    /// <summary>An address of its API.</summary>
    /// <param name="path">What follows <see cref="Url"/>.</param>
    public Uri AddressOf(string path) => new($"{Url.TrimEnd('/')}/{path}");

    private static BackendConfig Check(BackendConfig c, YamlRules rules)
    {
        CheckAddress(c.Url, "url", "http://mimir:8080/prometheus", rules);
        if (c.WriteUrl.Length > 0)
        {
            CheckAddress(c.WriteUrl, "write_url", "http://mimir:8080/api/v1/push", rules);
        }

        if (c.ReadUrl.Length > 0)
        {
            CheckAddress(c.ReadUrl, "read_url", "http://prometheus:9090/api/v1/read", rules);
        }

        CheckWord(c.Type, "type", Types, rules);
        CheckWord(c.Read, "read", Ways, rules);
        CheckWord(c.PushDown, "push_down", PushDowns, rules);
        CheckWord(c.PartialResponse, "partial_response", ["warn", "abort"], rules);
        if (c.Timeout <= TimeSpan.Zero)
        {
            rules.Fail("timeout must be greater than zero", "timeout");
        }

        CheckWithin(c.QueriesMax, (1, 1000), "queries_max", rules);
        CheckWithin(c.Retries, (0, 10), "retries", rules);
        CheckWithin(c.AnswerMibMax, (1, 1000), "answer_mib_max", rules);
        if (c.Tenant.Any(character => character is < ' ' or > '~'))
        {
            rules.Fail("a tenant is sent in a header, where only printable ASCII can stand", "tenant");
        }

        return c;
    }

    private static void CheckAddress(string text, string key, string example, YamlRules rules)
    {
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            && (address.Scheme is "http" or "https") && address.Host.Length > 0;
        if (!isAddress)
        {
            rules.Fail($"\"{text}\" is no address", key, $"give one such as {example}");
        }
    }

    private static void CheckWord(string word, string key, IReadOnlyList<string> words, YamlRules rules)
    {
        if (word.Length > 0 && !words.Contains(word))
        {
            rules.Fail($"unknown {key} \"{word}\"", key, $"there are {string.Join(", ", words)}");
        }
    }

    private static void CheckWithin(long number, (long Least, long Most) bounds, string key, YamlRules rules)
    {
        if (number < bounds.Least || number > bounds.Most)
        {
            rules.Fail($"{key} must be between {bounds.Least} and {bounds.Most}", key);
        }
    }
}
