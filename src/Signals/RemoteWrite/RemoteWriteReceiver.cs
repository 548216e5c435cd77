using System.Buffers;
using System.Collections.Concurrent;
using Tocsin.Model.Compression;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>The versions of the protocol.</summary>
public enum RemoteWriteVersion
{
    /// <summary>https://prometheus.io/docs/specs/prw/remote_write_spec/</summary>
    One = 1,

    /// <summary>https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/</summary>
    Two = 2,
}

/// <summary>Takes write requests: unpacks, decodes, appends, and waits until all is on disk. Thread-safe.</summary>
/// <param name="appender">Where the samples go.</param>
/// <param name="notes">Where metadata and exemplars go.</param>
/// <param name="whyRefused">Says why the store does not name a series; null for a sentence that says little.</param>
public sealed class RemoteWriteReceiver(
    ISeriesAppender appender, ISeriesNotes notes, Func<LabelSet, string>? whyRefused = null)
{
    /// <summary>How many bytes an unpacked request may have.</summary>
    public const int MessageBytesMax = 128 * 1024 * 1024;

    private const int DecodersMax = 16;

    private readonly SeriesMemory _memory = new(appender, whyRefused);
    private readonly ConcurrentBag<WriteDecoder> _decoders = [];

    /// <summary>Takes a request.</summary>
    /// <param name="body">Packed by Snappy's block format.</param>
    /// <param name="version">The version that the sender named.</param>
    /// <param name="cancellation">Ends the wait for the disk; what was appended stays.</param>
    /// <exception cref="IOException">The disk refused it; the sender may send it again.</exception>
    public async ValueTask<RemoteWriteResult> ReceiveAsync(
        ReadOnlyMemory<byte> body, RemoteWriteVersion version, CancellationToken cancellation)
    {
        RemoteWriteResult result = Append(body.Span, version);
        await appender.FlushAsync(cancellation);
        return result;
    }

    private RemoteWriteResult Append(ReadOnlySpan<byte> body, RemoteWriteVersion version)
    {
        if (!SnappyBlock.TryReadLength(body, out uint length, out _))
        {
            return RemoteWriteResult.Damaged("the body is not packed by Snappy's block format");
        }

        if (length > MessageBytesMax)
        {
            return RemoteWriteResult.Damaged($"the body unpacks to {length} bytes, more than {MessageBytesMax}");
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
        WriteDecoder decoder = _decoders.TryTake(out WriteDecoder? idle) ? idle : new WriteDecoder(_memory);
        try
        {
            Span<byte> message = rented.AsSpan(0, (int)length);
            bool ok = SnappyBlock.TryDecode(body, message);
            if (!ok)
            {
                return RemoteWriteResult.Damaged("the body is damaged: Snappy cannot unpack it");
            }

            return decoder.TryDecode(message, version)
                ? Append(decoder, message, version)
                : RemoteWriteResult.Damaged("the body is not a write request");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            if (_decoders.Count < DecodersMax)
            {
                _decoders.Add(decoder);
            }
        }
    }

    private RemoteWriteResult Append(WriteDecoder decoder, ReadOnlySpan<byte> message, RemoteWriteVersion version)
    {
        WriteContent content = decoder.Content;
        AppendOutcome[] rented = ArrayPool<AppendOutcome>.Shared.Rent(Math.Max(1, content.Samples.Count));
        Span<AppendOutcome> outcomes = rented.AsSpan(0, content.Samples.Count);
        appender.Append(content.Samples, outcomes);
        if (outcomes.Contains(AppendOutcome.UnknownSeries))
        {
            // The store forgets series that are silent for long; they get a new name, if there is room for them.
            _memory.Forget();
            var renamed = new WriteDecoder(_memory);
            if (renamed.TryDecode(message, version) && renamed.Content.Samples.Count == outcomes.Length)
            {
                ForgottenSamples.Append(appender, renamed.Content.Samples, outcomes);
            }

            content.LabelFault ??= renamed.Content.LabelFault;
        }

        notes.Learn(content.Metadata);
        int exemplars = content.Exemplars.Count == 0 ? 0 : notes.Keep(content.Exemplars);
        RemoteWriteResult result = RemoteWriteResult.Of(content, outcomes, exemplars);
        ArrayPool<AppendOutcome>.Shared.Return(rented);
        return result;
    }
}
