using System.Globalization;
using Tocsin.Regexes;

namespace Tocsin.Signals.Probes.Http;

/// <summary>What a module wants of an answer. Immutable. Each judgement is why it is not so, or null.</summary>
// Source: blackbox_exporter prober, ProbeHTTP and the functions that it calls.
public sealed record HttpRules
{
    /// <summary>Statuses that are good; none stands for 200 to 299.</summary>
    public IReadOnlyList<long> StatusCodes { get; init; } = [];

    /// <summary>Versions that are good, as <c>HTTP/1.1</c>; none stands for all.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>Headers that must not match.</summary>
    public IReadOnlyList<HeaderRule> HeaderMatches { get; init; } = [];

    /// <summary>Headers that must match.</summary>
    public IReadOnlyList<HeaderRule> HeaderNotMatches { get; init; } = [];

    /// <summary>What must not be in the body.</summary>
    public IReadOnlyList<Re2> BodyMatches { get; init; } = [];

    /// <summary>What must be in the body.</summary>
    public IReadOnlyList<Re2> BodyNotMatches { get; init; } = [];

    /// <summary>True if headers decide.</summary>
    public bool LooksAtHeaders => HeaderMatches.Count + HeaderNotMatches.Count > 0;

    /// <summary>True if the body decides.</summary>
    public bool LooksAtBody => BodyMatches.Count + BodyNotMatches.Count > 0;

    /// <summary>Judges the status.</summary>
    public string? JudgeStatus(int status)
    {
        if (StatusCodes.Count == 0)
        {
            return status is >= 200 and < 300 ? null : string.Create(CultureInfo.InvariantCulture, $"the status {status} is not 2xx");
        }

        return StatusCodes.Contains(status)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the status {status} is not among {string.Join(", ", StatusCodes)}");
    }

    /// <summary>Judges the version.</summary>
    public string? JudgeVersion(string version) => Versions.Count == 0 || Versions.Contains(version)
        ? null
        : $"the version {version} is not among {string.Join(", ", Versions)}";

    /// <summary>Judges the headers.</summary>
    /// <param name="values">The values of a header by its name.</param>
    public string? JudgeHeaders(Func<string, IReadOnlyList<string>> values)
    {
        foreach (HeaderRule rule in HeaderMatches)
        {
            if (Judge(rule, values(rule.Name), isWanted: false) is { } fault)
            {
                return fault;
            }
        }

        foreach (HeaderRule rule in HeaderNotMatches)
        {
            if (Judge(rule, values(rule.Name), isWanted: true) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Judges the body.</summary>
    public string? JudgeBody(ReadOnlySpan<byte> body)
    {
        foreach (Re2 regex in BodyMatches)
        {
            if (regex.IsMatch(body))
            {
                return $"the body matches \"{regex.Pattern}\"";
            }
        }

        foreach (Re2 regex in BodyNotMatches)
        {
            if (!regex.IsMatch(body))
            {
                return $"the body does not match \"{regex.Pattern}\"";
            }
        }

        return null;
    }

    private static string? Judge(HeaderRule rule, IReadOnlyList<string> values, bool isWanted)
    {
        if (values.Count == 0)
        {
            return rule.AllowsMissing ? null : $"the header {rule.Name} is missing";
        }

        bool matches = values.Any(value => rule.Regex.IsMatch(value));
        return matches == isWanted ? null
            : $"the header {rule.Name} {(matches ? "matches" : "does not match")} \"{rule.Regex.Pattern}\"";
    }
}

/// <summary>What a header must look like, or must not.</summary>
/// <param name="Name">The header.</param>
/// <param name="Regex">The regex.</param>
/// <param name="AllowsMissing">It may be missing.</param>
public sealed record HeaderRule(string Name, Re2 Regex, bool AllowsMissing);
