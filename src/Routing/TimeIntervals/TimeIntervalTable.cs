using System.Collections.Frozen;
using Tocsin.Model;

namespace Tocsin.Routing.TimeIntervals;

/// <summary>The time intervals of a configuration by name. Immutable, thread-safe.</summary>
/// <param name="intervals">The intervals; their names are distinct.</param>
public sealed class TimeIntervalTable(IEnumerable<TimeIntervalModel> intervals)
{
    private readonly FrozenDictionary<string, TimeIntervalModel> _byName =
        intervals.ToFrozenDictionary(i => i.Name, StringComparer.Ordinal);

    /// <summary>The interval of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; loading a configuration rules that out.</exception>
    public TimeIntervalModel this[string name] => _byName[name];

    /// <summary>Those of the named intervals in which the moment lies, in the order of the names.</summary>
    public IReadOnlyList<string> Containing(IReadOnlyList<string> names, Instant at)
    {
        List<string>? found = null;
        for (int i = 0; i < names.Count; i++)
        {
            if (_byName[names[i]].Contains(at))
            {
                (found ??= []).Add(names[i]);
            }
        }

        return found ?? (IReadOnlyList<string>)[];
    }
}
