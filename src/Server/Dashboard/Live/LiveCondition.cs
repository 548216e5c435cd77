using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Regexes;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>One condition of a filter. Immutable.</summary>
internal abstract class LiveCondition
{
    /// <summary>Whether the passing of time alone can change what it says.</summary>
    public virtual bool DependsOnTime => false;

    /// <summary>Whether the alert fulfils it.</summary>
    public abstract bool Matches(LiveAlert alert, Instant now);

    /// <summary>The numbers of all alerts that can fulfil it, if the index knows; null if every alert could.</summary>
    public virtual IReadOnlyList<HashSet<int>>? Candidates(LiveBoard board) => null;
}

/// <summary>A matcher on a label.</summary>
internal sealed class LabelCondition(LabelMatcher matcher) : LiveCondition
{
    public override bool Matches(LiveAlert alert, Instant now) => matcher.Matches(alert.Alert.Labels);

    public override IReadOnlyList<HashSet<int>>? Candidates(LiveBoard board)
    {
        if (matcher.MatchesEmpty)
        {
            return null;
        }

        if (!board.Index.TryGetValue(matcher.Name, out Dictionary<string, HashSet<int>>? values))
        {
            return [];
        }

        if (matcher.Op == MatchOp.Equal)
        {
            return values.TryGetValue(matcher.Value, out HashSet<int>? alerts) ? [alerts] : [];
        }

        var found = new List<HashSet<int>>();
        foreach ((string value, HashSet<int> alerts) in values)
        {
            if (matcher.Matches(value))
            {
                found.Add(alerts);
            }
        }

        return found;
    }
}

/// <summary>A bare word: part of any label's value or of the summary, in any case.</summary>
internal sealed class WordCondition(string word) : LiveCondition
{
    public override bool Matches(LiveAlert alert, Instant now)
    {
        foreach (KeyValuePair<string, string> label in alert.Labels)
        {
            if (label.Value.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return alert.Summary.Contains(word, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>A condition on texts that are no labels: a receiver, the team, the state.</summary>
internal sealed class TextCondition(Func<LiveAlert, IReadOnlyList<string>> texts, MatchOp op, string value, Re2? regex) : LiveCondition
{
    public override bool Matches(LiveAlert alert, Instant now)
    {
        IReadOnlyList<string> found = texts(alert);
        bool any = false;
        for (int i = 0; i < found.Count && !any; i++)
        {
            any = regex is null ? found[i] == value : regex.IsMatch(found[i].AsSpan());
        }

        // What has none of them is as if it had an empty one, like a missing label.
        any |= found.Count == 0 && (regex is null ? value.Length == 0 : regex.IsMatch(ReadOnlySpan<char>.Empty));
        return any == (op is MatchOp.Equal or MatchOp.Regex);
    }
}

/// <summary>How long it has fired.</summary>
internal sealed class AgeCondition(TimeSpan age, bool wantsOlder) : LiveCondition
{
    public override bool DependsOnTime => true;

    public override bool Matches(LiveAlert alert, Instant now) => now - alert.Alert.StartsAt > age == wantsOlder;
}
