using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>The Alertmanagers of a set that were found. Immutable.</summary>
/// <param name="Active">The URLs of those that are told.</param>
/// <param name="Dropped">The URLs of those that a relabel rule drops.</param>
/// <param name="Faults">What is wrong with the others.</param>
public sealed record AlertmanagerTargets(
    IReadOnlyList<string> Active, IReadOnlyList<string> Dropped, IReadOnlyList<string> Faults)
{
    private const string Address = "__address__";
    private const string Scheme = "__scheme__";
    private const string AlertsPath = "__alerts_path__";

    /// <summary>None.</summary>
    public static AlertmanagerTargets None { get; } = new([], [], []);

    /// <summary>Makes URLs of what was found.</summary>
    /// <param name="set">How they are reached.</param>
    /// <param name="found">The labels of each, <c>__address__</c> among them.</param>
    // Source: Prometheus notifier, AlertmanagerFromGroup.
    public static AlertmanagerTargets Of(AlertmanagerSet set, IEnumerable<LabelSet> found)
    {
        var active = new SortedSet<string>(StringComparer.Ordinal);
        var dropped = new SortedSet<string>(StringComparer.Ordinal);
        var faults = new List<string>();
        var edits = new LabelEdits();
        foreach (LabelSet labels in found)
        {
            edits.Reset(labels);
            edits[Scheme] = set.Scheme;
            edits[AlertsPath] = $"/{set.PathPrefix.Trim('/')}/api/v2/alerts".Replace("//", "/", StringComparison.Ordinal);
            string before = UrlOf(edits);
            if (!set.Targets.Apply(edits))
            {
                dropped.Add(before);
                continue;
            }

            string url = UrlOf(edits);
            if (FaultOf(edits, url) is { } fault)
            {
                faults.Add($"Alertmanager {GoQuote.Quote(edits[Address])}: {fault}");
                continue;
            }

            active.Add(url);
        }

        return new AlertmanagerTargets([.. active], [.. dropped], faults);
    }

    private static string UrlOf(LabelEdits edits) => $"{edits[Scheme]}://{edits[Address]}/{edits[AlertsPath].TrimStart('/')}";

    private static string? FaultOf(LabelEdits edits, string url)
    {
        if (edits[Address].Length == 0)
        {
            return "no address";
        }

        return edits[Address].Contains('/', StringComparison.Ordinal) ? "not a valid hostname"
            : !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https")
                ? $"{GoQuote.Quote(url)} is no URL" : null;
    }
}
