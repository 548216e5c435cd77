using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Upstream's stream of events: <c>event_recorder</c>. It is checked; Tocsin's own journal records the same.</summary>
public sealed record EventRecorderConfig
{
    /// <summary>Files to append to.</summary>
    public IReadOnlyList<EventFileConfig> FileOutputs { get; init; } = [];

    /// <summary>URLs to post to.</summary>
    public IReadOnlyList<EventWebhookConfig> WebhookOutputs { get; init; } = [];

    /// <summary>Kafka topics to produce to.</summary>
    public IReadOnlyList<EventKafkaConfig> KafkaOutputs { get; init; } = [];

    /// <summary>One entry for each copy on the standard output.</summary>
    public IReadOnlyList<EventStdoutConfig> StdoutOutputs { get; init; } = [];

    /// <summary>True if nothing is recorded.</summary>
    public bool IsEmpty => FileOutputs.Count + WebhookOutputs.Count + KafkaOutputs.Count + StdoutOutputs.Count == 0;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EventRecorderConfig> Schema { get; } = new YamlSchema<EventRecorderConfig>("eventrecorder.Config", new())
        .Optional("file_outputs", YamlTypes.ListOf(EventFileConfig.Schema), c => c.FileOutputs, (c, v) => c with { FileOutputs = v })
        .Optional("webhook_outputs", YamlTypes.ListOf(EventWebhookConfig.Schema), c => c.WebhookOutputs,
            (c, v) => c with { WebhookOutputs = v })
        .Optional("kafka_outputs", YamlTypes.ListOf(EventKafkaConfig.Schema), c => c.KafkaOutputs,
            (c, v) => c with { KafkaOutputs = v })
        .Optional("stdout_outputs", YamlTypes.ListOf(EventStdoutConfig.Schema), c => c.StdoutOutputs,
            (c, v) => c with { StdoutOutputs = v })
        .WithoutUnmarshaler();
}

/// <summary>A file of events, one JSON object a line.</summary>
public sealed record EventFileConfig
{
    /// <summary>The file; required.</summary>
    public string Path { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EventFileConfig> Schema { get; } = new YamlSchema<EventFileConfig>("eventrecorder.FileOutputConfig", new())
        .Field("path", YamlTypes.Text, c => c.Path, (c, v) => c with { Path = v })
        .Rule((c, rules) =>
        {
            if (c.Path.Length == 0)
            {
                rules.Fail("event_recorder file output requires a path");
            }

            return c;
        });
}

/// <summary>The standard output; it has no settings.</summary>
public sealed record EventStdoutConfig
{
    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EventStdoutConfig> Schema { get; } =
        new YamlSchema<EventStdoutConfig>("eventrecorder.StdoutOutputConfig", new()).WithoutUnmarshaler();
}

/// <summary>A URL that events are posted to.</summary>
public sealed record EventWebhookConfig
{
    /// <summary>The URL; required.</summary>
    public Secret Url { get; init; }

    /// <summary>How requests are made.</summary>
    public HttpClientConfig? HttpConfig { get; init; }

    /// <summary>How long a request may take; zero for 10 s.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>How many requests at once; zero for 4.</summary>
    public long Workers { get; init; }

    /// <summary>How many attempts; zero for 3.</summary>
    public long MaxRetries { get; init; }

    /// <summary>The first pause between attempts; zero for 500 ms.</summary>
    public TimeSpan RetryBackoff { get; init; }

    /// <summary>Send events as lists.</summary>
    public bool Batch { get; init; }

    /// <summary>The longest list; zero for 100.</summary>
    public long BatchMaxEvents { get; init; }

    /// <summary>The largest list in bytes; zero for 1 MiB.</summary>
    public long BatchMaxBytes { get; init; }

    /// <summary>How long a list waits to be filled; zero for 100 ms.</summary>
    public TimeSpan BatchFlushInterval { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EventWebhookConfig> Schema { get; } =
        new YamlSchema<EventWebhookConfig>("eventrecorder.WebhookOutputConfig", new())
        .Field("url", ConfigTypes.SecretUrl, c => c.Url, (c, v) => c with { Url = v })
        .Optional("http_config", HttpClientConfig.Schema.OrNull(), c => c.HttpConfig, (c, v) => c with { HttpConfig = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("workers", YamlTypes.Whole, c => c.Workers, (c, v) => c with { Workers = v })
        .Optional("max_retries", YamlTypes.Whole, c => c.MaxRetries, (c, v) => c with { MaxRetries = v })
        .Optional("retry_backoff", ConfigTypes.Duration, c => c.RetryBackoff, (c, v) => c with { RetryBackoff = v })
        .Optional("batch", YamlTypes.Flag, c => c.Batch, (c, v) => c with { Batch = v })
        .Optional("batch_max_events", YamlTypes.Whole, c => c.BatchMaxEvents, (c, v) => c with { BatchMaxEvents = v })
        .Optional("batch_max_bytes", YamlTypes.Whole, c => c.BatchMaxBytes, (c, v) => c with { BatchMaxBytes = v })
        .Optional("batch_flush_interval", ConfigTypes.Duration, c => c.BatchFlushInterval,
            (c, v) => c with { BatchFlushInterval = v })
        .Rule(Check);

    private static EventWebhookConfig Check(EventWebhookConfig c, YamlRules rules)
    {
        if (c.Url.IsEmpty)
        {
            rules.Fail("event_recorder webhook output requires a url");
        }

        if (c.Url.Reveal() == Secret.Placeholder)
        {
            rules.Fail("event_recorder webhook output requires an absolute http(s) url", "url");
        }

        if (c.BatchMaxEvents < 0 || c.BatchMaxBytes < 0)
        {
            rules.Fail("event_recorder webhook batch settings cannot be negative");
        }

        if (!c.Batch && (c.BatchMaxEvents != 0 || c.BatchMaxBytes != 0 || c.BatchFlushInterval != TimeSpan.Zero))
        {
            rules.Fail("event_recorder webhook batch settings require batch: true");
        }

        return c;
    }
}

/// <summary>A Kafka topic that events are produced to.</summary>
public sealed record EventKafkaConfig
{
    /// <summary>The brokers as host:port; at least one.</summary>
    public IReadOnlyList<string> Brokers { get; init; } = [];

    /// <summary>The topic; required.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The name to give the brokers; empty for <c>alertmanager</c>.</summary>
    public string ClientId { get; init; } = "";

    /// <summary><c>json</c> or <c>protobuf</c>.</summary>
    public string Format { get; init; } = "";

    /// <summary><c>none</c>, <c>leader</c>, <c>all</c>, or empty for leader.</summary>
    public string Acks { get; init; } = "";

    /// <summary>The compression, or empty.</summary>
    public string Compression { get; init; } = "";

    /// <summary>How many events may wait; zero for 1024.</summary>
    public long BufferSize { get; init; }

    /// <summary>TLS towards the brokers; null for none.</summary>
    public TlsConfig? TlsConfig { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<EventKafkaConfig> Schema { get; } = new YamlSchema<EventKafkaConfig>("eventrecorder.KafkaOutputConfig", new())
        .Field("brokers", YamlTypes.ListOf(YamlTypes.Text), c => c.Brokers, (c, v) => c with { Brokers = v })
        .Field("topic", YamlTypes.Text, c => c.Topic, (c, v) => c with { Topic = v })
        .Optional("client_id", YamlTypes.Text, c => c.ClientId, (c, v) => c with { ClientId = v })
        .Optional("format", YamlTypes.Text, c => c.Format, (c, v) => c with { Format = v })
        .Optional("acks", YamlTypes.Text, c => c.Acks, (c, v) => c with { Acks = v })
        .Optional("compression", YamlTypes.Text, c => c.Compression, (c, v) => c with { Compression = v })
        .Optional("buffer_size", YamlTypes.Whole, c => c.BufferSize, (c, v) => c with { BufferSize = v })
        .Optional("tls_config", TlsConfig.Schema.OrNull(), c => c.TlsConfig, (c, v) => c with { TlsConfig = v })
        .Rule(Check);

    private static EventKafkaConfig Check(EventKafkaConfig c, YamlRules rules)
    {
        if (c.Brokers.Count == 0)
        {
            rules.Fail("event_recorder kafka: at least one broker is required");
        }

        if (c.Brokers.Contains(""))
        {
            rules.Fail("event_recorder kafka: broker entries must be non-empty", "brokers");
        }

        if (c.Acks is not ("" or "none" or "leader" or "all"))
        {
            rules.Fail($"event_recorder kafka: unknown acks {GoQuote.Quote(c.Acks)}, must be \"none\", \"leader\", or \"all\"", "acks");
        }

        if (c.Compression is not ("" or "none" or "gzip" or "snappy" or "lz4" or "zstd"))
        {
            rules.Fail($"event_recorder kafka: unknown compression {GoQuote.Quote(c.Compression)}", "compression");
        }

        if (c.Topic.Length == 0)
        {
            rules.Fail("event_recorder kafka output requires a topic");
        }

        string format = c.Format.Length == 0 ? "json" : c.Format;
        if (format is not ("json" or "protobuf"))
        {
            rules.Fail($"event_recorder kafka: unknown format {GoQuote.Quote(format)}, must be \"json\" or \"protobuf\"", "format");
        }

        return c with { Format = format };
    }
}
