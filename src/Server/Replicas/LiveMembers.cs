using Tocsin.Server.Config;

namespace Tocsin.Server.Replicas;

/// <summary>
/// Who of the replicas lives, by what they answered last. One answer makes a member live, several missing ones in a row
/// make it dead. Until its first answer a member counts as dead: a group that two evaluate is told twice, one that nobody
/// evaluates is not told at all. Holds no clock; one owner.
/// </summary>
internal sealed class LiveMembers
{
    private readonly string _self;
    private readonly long _failuresMax;
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);

    /// <summary>Knows the members of a configuration; only this server lives.</summary>
    public LiveMembers(ReplicasSection config)
    {
        (_self, _failuresMax) = (config.Self.TrimEnd('/'), config.FailuresMax);
        foreach (string member in config.Members.Select(member => member.TrimEnd('/')).Where(member => member != _self))
        {
            _failures[member] = _failuresMax;
        }
    }

    /// <summary>This server.</summary>
    public string Self => _self;

    /// <summary>The other members.</summary>
    public IReadOnlyList<string> Others => [.. _failures.Keys];

    /// <summary>All that live, this server among them, sorted.</summary>
    public IReadOnlyList<string> Live =>
        [.. _failures.Where(pair => pair.Value < _failuresMax).Select(pair => pair.Key).Append(_self).Order(StringComparer.Ordinal)];

    /// <summary>Takes in whether a member answered.</summary>
    /// <returns>True if it came to life, or died.</returns>
    public bool Note(string member, bool answered)
    {
        long before = _failures[member];
        _failures[member] = answered ? 0 : Math.Min(before + 1, _failuresMax);
        return before < _failuresMax != _failures[member] < _failuresMax;
    }
}
