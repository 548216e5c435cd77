namespace Tocsin.Signals.Spans;

/// <summary>Where what spans came is kept until it need not be known one by one any more. Thread-safe.</summary>
public interface ISpanLog
{
    /// <summary>
    /// Completes when a record is on disk and was applied. Records are applied in the order in which they lie there, one at a
    /// time; what the disk refused is not applied and not there.
    /// </summary>
    /// <param name="record">The record; the log's from here on.</param>
    /// <param name="apply">Applies it.</param>
    /// <exception cref="IOException">The disk refused it.</exception>
    Task AppendAsync(byte[] record, Action apply);
}
