using Tocsin.Journal.Events.Notify;

namespace Tocsin.Notify.Outbox;

/// <summary>An integration as its notifications know it: its name and where they wait. One object for each.</summary>
internal sealed class SharedInstance(IntegrationKey key)
{
    /// <summary>The name.</summary>
    public IntegrationKey Key { get; } = key;

    /// <summary>Where those that are under way wait for their turn; null while none was. The core's own.</summary>
    public IntegrationQueue? Queue { get; set; }
}

/// <summary>Gives equal names of integrations one object: receivers are few, and what is kept for each is much.</summary>
internal sealed class SharedInstances
{
    private readonly Dictionary<IntegrationKey, SharedInstance> _known = [];

    /// <summary>The one of that name.</summary>
    public SharedInstance Share(IntegrationKey instance)
    {
        if (!_known.TryGetValue(instance, out SharedInstance? known))
        {
            _known.Add(instance, known = new SharedInstance(instance));
        }

        return known;
    }
}
