using Tocsin.Server.Config;
using Tocsin.Server.Web;

namespace Tocsin.Server.Rules;

/// <summary>
/// Tells when rule files have changed and stay as they are: a file that is being written is not read half. Looks at
/// names, times and lengths only. One owner; the caller says when to look.
/// </summary>
// Watching the folders instead misses what network file systems and Kubernetes' swapped links do.
internal sealed class RuleFileWatch(IFileSource files, Func<string, FileStamp> stampOf)
{
    private Dictionary<string, FileStamp>? _taken;
    private Dictionary<string, FileStamp> _seen = [];

    /// <summary>Looks, and gives the files that changed since they were taken last, if they are still as at the last look.</summary>
    /// <param name="patterns">Paths or patterns of the files.</param>
    /// <returns>The changed, new and vanished files, sorted; empty if there is nothing to do.</returns>
    public IReadOnlyList<string> Look(IEnumerable<string> patterns)
    {
        Dictionary<string, FileStamp> now = patterns.SelectMany(files.Glob).Distinct(StringComparer.Ordinal)
            .ToDictionary(path => path, stampOf, StringComparer.Ordinal);
        bool isSettled = Differences(_seen, now).Count == 0;
        _seen = now;
        if (_taken is null)
        {
            // What is there at the first look was loaded just before.
            _taken = now;
            return [];
        }

        List<string> changed = Differences(_taken, now);
        if (changed.Count == 0 || !isSettled)
        {
            return [];
        }

        // Taken even if it turns out to be faulty: it is told once, and looked at again when it changes again.
        _taken = now;
        return changed;
    }

    private static List<string> Differences(Dictionary<string, FileStamp> before, Dictionary<string, FileStamp> now) =>
    [
        .. before.Keys.Union(now.Keys, StringComparer.Ordinal)
            .Where(path => !before.TryGetValue(path, out FileStamp was) || !now.TryGetValue(path, out FileStamp stamp) || was != stamp)
            .Order(StringComparer.Ordinal),
    ];
}
