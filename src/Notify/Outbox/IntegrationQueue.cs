using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Outbox;

/// <summary>
/// The notifications of one integration that wait for their turn, in order. The wake-up is for the instant at which its
/// gate opens: one timer, however many wait.
/// </summary>
/// <remarks>
/// One owner; metrics read the numbers from other threads. The list goes through the deliveries themselves, so that one
/// whose time runs out leaves it at once: a queue before a dead receiver keeps nothing that has ended.
/// <para>
/// Of the first few the decisions are here or on their way from the journal: they are ahead. The others behind them are
/// bare, so that a long queue costs little memory.
/// </para>
/// </remarks>
internal sealed class IntegrationQueue(IntegrationModel integration, IntegrationGate gate, Instant startedAt) : Timed
{
    private OpenNotification? _last;

    public IntegrationKey Key { get; } = integration.Key;

    /// <summary>What sends its messages; a reload replaces it between two attempts.</summary>
    public IntegrationModel Integration { get; set; } = integration;

    /// <summary>When the program began with it.</summary>
    public Instant StartedAt { get; } = startedAt;

    public IntegrationGate Gate { get; } = gate;

    /// <summary>The one whose turn is next.</summary>
    public OpenNotification? First { get; private set; }

    /// <summary>The first that is not ahead.</summary>
    public OpenNotification? FirstBare { get; private set; }

    /// <summary>How many are ahead.</summary>
    public int Ahead { get; private set; }

    /// <summary>How many wait for their turn.</summary>
    public int Waiting { get; private set; }

    /// <summary>Decided and not ended.</summary>
    public int Open { get; set; }

    /// <summary>What kept the first one back when it was last looked at.</summary>
    public WaitReason Blocked { get; set; }

    public void Add(OpenNotification delivery)
    {
        delivery.Previous = _last;
        if (_last is null)
        {
            First = delivery;
        }
        else
        {
            _last.Next = delivery;
        }

        _last = delivery;
        FirstBare ??= delivery;
        Waiting++;
    }

    /// <summary>Puts the first bare one ahead and returns it.</summary>
    public OpenNotification TakeAhead()
    {
        OpenNotification delivery = FirstBare!;
        FirstBare = delivery.Next;
        delivery.IsAhead = true;
        Ahead++;
        return delivery;
    }

    public void Remove(OpenNotification delivery)
    {
        if (delivery.IsAhead)
        {
            delivery.IsAhead = false;
            Ahead--;
        }
        else if (FirstBare == delivery)
        {
            FirstBare = delivery.Next;
        }

        if (delivery.Previous is null)
        {
            First = delivery.Next;
        }
        else
        {
            delivery.Previous.Next = delivery.Next;
        }

        if (delivery.Next is null)
        {
            _last = delivery.Previous;
        }
        else
        {
            delivery.Next.Previous = delivery.Previous;
        }

        delivery.Previous = null;
        delivery.Next = null;
        Waiting--;
    }
}
