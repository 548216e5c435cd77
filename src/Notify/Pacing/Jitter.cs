using Tocsin.Journal.Events.Notify;

namespace Tocsin.Notify.Pacing;

/// <summary>
/// Draws for one integration. Each has a source of its own, so that a receiver that fails, and so draws, changes no
/// instant at which another one is sent to.
/// </summary>
/// <remarks>SplitMix64: 8 bytes of state for each of thousands of integrations. One owner; not thread-safe.</remarks>
// Source: Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
internal sealed class Jitter
{
    private ulong _state;

    /// <summary>The draws of an integration; the same seed and key give the same draws.</summary>
    public Jitter(ulong seed, in IntegrationKey key)
    {
        _state = seed;
        Mix(key.Receiver);
        Mix(key.Integration);
        _state += (ulong)key.Index;
    }

    /// <summary>A factor drawn evenly from 1 ± <paramref name="spread"/>.</summary>
    public double Around(double spread) => 1 - spread + (2 * spread * ((Next() >> 11) * (1.0 / (1UL << 53))));

    private void Mix(string text)
    {
        foreach (char c in text)
        {
            _state = (_state ^ c) * 0x100000001B3;
        }

        _state = Next();
    }

    private ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
