using Tocsin.Journal.Events.Notify;

namespace Tocsin.Notify.Outbox;

/// <summary>The name of an integration. One object for each.</summary>
/// <param name="Key">The name.</param>
/// <param name="Number">Its number among the names of one <see cref="SharedInstances"/>, from 0.</param>
internal sealed record SharedInstance(IntegrationKey Key, int Number);

/// <summary>Gives equal names of integrations one object: receivers are few, and what is kept for each is much.</summary>
internal sealed class SharedInstances
{
    private readonly Dictionary<IntegrationKey, SharedInstance> _known = [];
    private readonly List<SharedInstance> _all = [];

    /// <summary>The one of that number.</summary>
    public SharedInstance this[int number] => _all[number];

    /// <summary>The one of that name.</summary>
    public SharedInstance Share(IntegrationKey instance)
    {
        if (!_known.TryGetValue(instance, out SharedInstance? known))
        {
            _known.Add(instance, known = new SharedInstance(instance, _all.Count));
            _all.Add(known);
        }

        return known;
    }
}
