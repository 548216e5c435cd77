using BenchmarkDotNet.Attributes;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Micro;

/// <summary>What a route, an inhibition rule or a silence costs to ask once.</summary>
[MemoryDiagnoser]
public class MatcherBenchmarks
{
    private static readonly LabelSet Labels = LabelSet.Of(
        ("alertname", "HighErrorRate"), ("cluster", "eu-1"), ("severity", "critical"), ("team", "database"));

    private readonly string _text = """{team="database",severity=~"critical|page",cluster!="test"}""";
    private MatcherSet _matchers = MatcherSet.Empty;

    /// <summary>Parses the matchers that are asked.</summary>
    [GlobalSetup]
    public void Setup() => _matchers = Parse();

    /// <summary>Three matchers from text, as a configuration or a filter gives them.</summary>
    [Benchmark]
    public MatcherSet Parse() => MatcherParser.Default.TryParse(_text, out MatcherSet? parsed, out string? error)
        ? parsed
        : throw new InvalidOperationException(error);

    /// <summary>The three asked of an alert that they all match.</summary>
    [Benchmark]
    public bool Match() => _matchers.Matches(Labels);
}
