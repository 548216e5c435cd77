using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Probes;

/// <summary>One step of a probe.</summary>
/// <param name="After">How long after its beginning.</param>
/// <param name="Level"><c>debug</c>, or <c>error</c>: what made it fail.</param>
/// <param name="Text">What happened.</param>
/// <param name="Facts">The particulars.</param>
public sealed record ProbeStep(TimeSpan After, string Level, string Text, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    /// <summary>The step in a line, <c>time=0.012s level=debug msg="Connected" address=10.0.0.7:443</c>.</summary>
    public override string ToString()
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"time={After.TotalSeconds:0.000}s level={Level} msg={GoQuote.Quote(Text)}");
        foreach ((string name, string value) in Facts)
        {
            bool isPlain = value.Length > 0 && !value.AsSpan().ContainsAny(" \"=\\") && !value.Any(char.IsControl);
            line.Append(' ').Append(name).Append('=').Append(isPlain ? value : GoQuote.Quote(value));
        }

        return line.ToString();
    }
}

/// <summary>The steps of one probe, bounded: what a server makes it tell does not add up. Not thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProbeTrail(TimeProvider time)
{
    private const int StepsMax = 1000;
    private const int FaultsMax = 16;
    private const int TextCharsMax = 1024;

    private readonly long _began = time.GetTimestamp();
    private readonly List<ProbeStep> _steps = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<ProbeStep> Steps => _steps;

    /// <summary>What failed last; empty if nothing did.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Something happened.</summary>
    public void Tell(string text, params ReadOnlySpan<(string Name, object Value)> facts) => Add("debug", text, facts);

    /// <summary>Something happened that makes the probe fail; false, so that it can be returned.</summary>
    public bool Fail(string text, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        Fault = Cut(text);
        foreach ((string name, object value) in facts)
        {
            Fault = name == "err" ? Cut($"{text}: {value}") : Fault;
        }

        Add("error", text, facts);
        return false;
    }

    private void Add(string level, string text, ReadOnlySpan<(string Name, object Value)> facts)
    {
        // What made it fail is told even where a server made it tell much before.
        if (_steps.Count >= StepsMax && (level == "debug" || _steps.Count >= StepsMax + FaultsMax))
        {
            return;
        }

        var kept = new KeyValuePair<string, string>[facts.Length];
        for (int i = 0; i < facts.Length; i++)
        {
            string value = facts[i].Value is bool flag
                ? flag ? "true" : "false"
                : Convert.ToString(facts[i].Value, CultureInfo.InvariantCulture) ?? "";
            kept[i] = new(facts[i].Name, Cut(value));
        }

        _steps.Add(new ProbeStep(time.GetElapsedTime(_began), level, Cut(text), kept));
    }

    private static string Cut(string text) => text.Length <= TextCharsMax ? text : text[..TextCharsMax] + "…";
}
