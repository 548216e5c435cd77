using System.Text;

namespace Tocsin.Conformance.Scrape;

/// <summary>One target and its story: what it answers to the first scrape, to the second and so on.</summary>
/// <param name="Name">The name of its job.</param>
/// <param name="Config">Keys of its scrape configuration, in YAML's flow style without the braces.</param>
/// <param name="Answers">The answers; the last one is given from then on.</param>
internal sealed record ScrapeCase(string Name, string Config, params TargetAnswer[] Answers)
{
    /// <summary>A target with texts.</summary>
    public static ScrapeCase Of(string name, string config, params string[] bodies) =>
        new(name, config, [.. bodies.Select(body => new TargetAnswer(Encoding.UTF8.GetBytes(body)))]);

    /// <summary>A target with texts in OpenMetrics.</summary>
    public static ScrapeCase OpenMetrics(string name, string config, params string[] bodies) =>
        new(name, config, [.. bodies.Select(body => new TargetAnswer(Encoding.UTF8.GetBytes(body))
        {
            Type = "application/openmetrics-text; version=1.0.0; charset=utf-8",
        })]);
}

/// <summary>One answer of a target.</summary>
/// <param name="Body">The body.</param>
internal sealed record TargetAnswer(byte[] Body)
{
    /// <summary>The content's type; null for none.</summary>
    public string? Type { get; init; } = "text/plain; version=0.0.4";

    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Packed by gzip.</summary>
    public bool IsPacked { get; init; }

    /// <summary>Never ends.</summary>
    public bool Hangs { get; init; }
}
