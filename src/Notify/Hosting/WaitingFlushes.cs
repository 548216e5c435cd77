using System.Diagnostics.CodeAnalysis;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Hosting;

/// <summary>
/// Who waits for the end of which flush. A token is a place in a list: eight bytes for each of the hundred thousand flushes
/// that wait when receivers hang. One owner; not thread-safe.
/// </summary>
internal sealed class WaitingFlushes
{
    private const int KeptMax = 1024;

    private readonly List<IFlushObserver?> _observers = [];
    private readonly Stack<int> _free = [];

    /// <summary>Those who still wait.</summary>
    public IEnumerable<IFlushObserver> Observers => _observers.OfType<IFlushObserver>();

    /// <summary>Keeps who waits, and gives the token, which is not 0. It is given again once the flush has ended.</summary>
    public long Add(IFlushObserver observer)
    {
        if (_free.TryPop(out int place))
        {
            _observers[place] = observer;
            return place + 1;
        }

        _observers.Add(observer);
        return _observers.Count;
    }

    /// <summary>The flush has ended; false if nobody waits for that any more.</summary>
    public bool TryEnd(long token, [NotNullWhen(true)] out IFlushObserver? observer)
    {
        int place = (int)token - 1;
        observer = _observers[place];
        _observers[place] = null;
        _free.Push(place);
        if (_free.Count == _observers.Count && _free.Count > KeptMax)
        {
            _observers.Clear();
            _observers.TrimExcess();
            _free.Clear();
            _free.TrimExcess();
        }

        return observer is not null;
    }

    /// <summary>
    /// Nobody waits any more, though the flush has perhaps not ended. The token is not given again before it has: its end
    /// would be taken for that of another flush.
    /// </summary>
    public IFlushObserver? Abandon(long token)
    {
        int place = (int)token - 1;
        IFlushObserver? observer = _observers[place];
        _observers[place] = null;
        return observer;
    }
}
