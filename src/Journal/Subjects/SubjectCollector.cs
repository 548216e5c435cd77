using System.Buffers;

namespace Tocsin.Journal.Subjects;

/// <summary>Gathers the subjects of one event. Pass it by reference; not thread-safe.</summary>
public ref struct SubjectCollector
{
    private ulong[] _rented;

    /// <summary>Goes on in an array rented from the shared pool, which the collector takes over.</summary>
    internal SubjectCollector(ulong[] rented)
    {
        _rented = rented;
        Count = 0;
    }

    /// <summary>How many were added.</summary>
    public int Count { get; private set; }

    /// <summary>The keys in the order in which they were added; valid until the next one is.</summary>
    public readonly ReadOnlySpan<ulong> Keys => _rented.AsSpan(0, Count);

    /// <summary>Adds a subject. Adding one twice costs space and nothing else.</summary>
    public void Add(SubjectKey subject)
    {
        _rented ??= ArrayPool<ulong>.Shared.Rent(16);
        if (Count == _rented.Length)
        {
            ulong[] larger = ArrayPool<ulong>.Shared.Rent(Math.Max(16, Count * 2));
            Keys.CopyTo(larger);
            ArrayPool<ulong>.Shared.Return(_rented);
            _rented = larger;
        }

        _rented[Count++] = subject.Value;
    }

    /// <summary>Forgets the subjects and keeps the array.</summary>
    internal void Clear() => Count = 0;

    /// <summary>Hands the array over to the caller, who must return it to the shared pool or reuse it.</summary>
    internal ulong[] Detach()
    {
        ulong[] rented = _rented ?? [];
        _rented = [];
        Count = 0;
        return rented;
    }
}
