using Tocsin.Journal.Events.Notify;

namespace Tocsin.Notify.Outbox;

/// <summary>Gives equal names of integrations one text: receivers are few, and what is kept for each is much.</summary>
internal sealed class SharedInstances
{
    private readonly HashSet<IntegrationKey> _known = [];

    public IntegrationKey Share(IntegrationKey instance)
    {
        if (_known.TryGetValue(instance, out IntegrationKey known))
        {
            return known;
        }

        _known.Add(instance);
        return instance;
    }
}
