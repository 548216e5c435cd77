using Tocsin.Journal.Events.Notify;

namespace Tocsin.Notify.Outbox;

/// <summary>How it stands with a page that went on to other receivers.</summary>
/// <param name="Open">How many notifications of it have not ended, the first one included.</param>
/// <param name="IsDelivered">True if somebody was told.</param>
public readonly record struct FallbackChain(int Open, bool IsDelivered);

/// <summary>
/// The pages that went on to other receivers, by the id of the first notification: a page is lost only when the last of
/// its notifications has failed and none arrived. A part of <see cref="NotifyState"/>.
/// </summary>
internal sealed class FallbackChains
{
    private readonly Dictionary<string, FallbackChain> _chains = new(StringComparer.Ordinal);

    public IReadOnlyCollection<KeyValuePair<string, FallbackChain>> All => _chains;

    public static string RootOf(NotificationDecided decided) => decided.Origin?.RootId ?? decided.Id;

    public static string RootOf(OpenNotification open) => open.RootId ?? NotificationId.Text(open.Key);

    public FallbackChain? Find(string rootId) =>
        _chains.TryGetValue(rootId, out FallbackChain chain) ? chain : null;

    public void Put(string rootId, FallbackChain chain) => _chains[rootId] = chain;

    public void Clear() => _chains.Clear();

    /// <summary>A notification in another's place was decided.</summary>
    public void Decided(FallbackOrigin origin, bool isRootOpen)
    {
        FallbackChain chain = Find(origin.RootId) ?? new FallbackChain(isRootOpen ? 1 : 0, false);
        _chains[origin.RootId] = chain with { Open = chain.Open + 1 };
    }

    /// <summary>A notification ended.</summary>
    public void Ended(OpenNotification open, bool isDelivered)
    {
        if (_chains.Count == 0)
        {
            return;
        }

        string root = RootOf(open);
        if (Find(root) is not { } chain)
        {
            return;
        }

        if (chain.Open <= 1)
        {
            _chains.Remove(root);
        }
        else
        {
            _chains[root] = new FallbackChain(chain.Open - 1, chain.IsDelivered || isDelivered);
        }
    }
}
