using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Conformance.PromQL;

/// <summary>What a case must give.</summary>
internal sealed class Expectations
{
    /// <summary>The texts that an error, the warnings and the infos must match.</summary>
    public Dictionary<ExpectKind, List<TextPattern>> Texts { get; } = [];

    /// <summary>The result's series with their place among the lines, from 1.</summary>
    public Dictionary<LabelSet, (int Place, IReadOnlyList<NotedValue> Values)> Series { get; } = [];

    public double? Scalar { get; set; }

    public string? Text { get; set; }

    public bool IsRangeVector { get; set; }

    public bool IsOrdered => Texts.ContainsKey(ExpectKind.Ordered);

    public bool Fails => Texts.ContainsKey(ExpectKind.Fail);

    public void Add(ExpectKind kind, TextPattern pattern)
    {
        if (!Texts.TryGetValue(kind, out List<TextPattern>? patterns))
        {
            Texts.Add(kind, patterns = []);
        }

        patterns.Add(pattern);
    }
}

/// <summary>The words after <c>expect</c>.</summary>
internal enum ExpectKind
{
    Ordered,
    Fail,
    Warn,
    NoWarn,
    Info,
    NoInfo,
}

/// <summary>A text, or a regex that some part of a text must match.</summary>
internal sealed record TextPattern(string? Text, Regex? Regex)
{
    public static readonly TextPattern Any = new(null, null);

    public bool Matches(string text) => Text is not null ? Text == text : Regex?.IsMatch(text) ?? true;

    public override string ToString() => Text ?? Regex?.ToString() ?? "anything";
}
