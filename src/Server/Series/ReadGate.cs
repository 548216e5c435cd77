using System.Diagnostics.Metrics;

namespace Tocsin.Server.Series;

/// <summary>Lets so many remote reads run at once; the others wait. Thread-safe.</summary>
internal sealed class ReadGate : IDisposable
{
    private readonly Meter _meter = new("Tocsin.RemoteRead");
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _time;
    private readonly TimeSpan _waitMax;
    private int _here;

    public ReadGate(int readsMax, TimeSpan waitMax, TimeProvider time)
    {
        _places = new SemaphoreSlim(readsMax);
        (_waitMax, _time) = (waitMax, time);
        _meter.CreateObservableGauge(
            "prometheus_remote_read_handler_queries", () => Volatile.Read(ref _here), null,
            "Remote reads that are answered, or wait for their turn.");
    }

    /// <summary>Waits for a place; null if none came free in time. Dispose of it to leave.</summary>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _here);
        bool isIn = false;
        using var deadline = new CancellationTokenSource(_waitMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await _places.WaitAsync(either.Token).ConfigureAwait(false);
            isIn = true;
            return new Place(this);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Interlocked.Add(ref _here, isIn ? 0 : -1);
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _places.Dispose();
    }

    private sealed class Place(ReadGate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref gate._here);
                gate._places.Release();
            }
        }
    }
}
