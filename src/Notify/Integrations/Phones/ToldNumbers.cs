namespace Tocsin.Notify.Integrations.Phones;

/// <summary>What is known of one number and one notification.</summary>
internal enum ToldState
{
    /// <summary>Nothing arrived.</summary>
    NotYet,

    /// <summary>Nobody knows.</summary>
    Perhaps,

    /// <summary>The provider took it.</summary>
    Told,
}

/// <summary>
/// Remembers between the attempts of a notification which numbers were told, so that a phone does not ring again because
/// another one was busy. Lost by a restart, by a reload and for the oldest beyond the bound: then an attempt is a repeat for
/// all, and says so. Thread-safe.
/// </summary>
internal sealed class ToldNumbers
{
    private const int NotificationsMax = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Numbers> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>An attempt begins.</summary>
    /// <param name="notification">Its notification.</param>
    /// <param name="otherwise">What holds for its numbers if nothing is remembered.</param>
    public void Begin(string notification, ToldState otherwise)
    {
        lock (_gate)
        {
            if (_known.TryAdd(notification, new Numbers(otherwise)))
            {
                _order.Enqueue(notification);
                if (_order.Count > NotificationsMax)
                {
                    _known.Remove(_order.Dequeue());
                }
            }
        }
    }

    /// <summary>What is known of a number of a notification whose attempt has begun.</summary>
    public ToldState Find(string notification, string number)
    {
        lock (_gate)
        {
            return _known.TryGetValue(notification, out Numbers? numbers)
                ? numbers.States.GetValueOrDefault(number, numbers.Otherwise)
                : ToldState.Perhaps;
        }
    }

    /// <summary>Remembers what came of telling a number; what was perhaps told stays so until it was.</summary>
    public void Note(string notification, string number, ToldState state)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(notification, out Numbers? numbers))
            {
                ToldState before = numbers.States.GetValueOrDefault(number, numbers.Otherwise);
                numbers.States[number] = state > before ? state : before;
            }
        }
    }

    private sealed record Numbers(ToldState Otherwise)
    {
        public Dictionary<string, ToldState> States { get; } = new(StringComparer.Ordinal);
    }
}
