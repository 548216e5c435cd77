using System.Buffers;
using System.Collections.Concurrent;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>Takes metrics of OpenTelemetry: decodes, appends, and waits until all is on disk. Thread-safe.</summary>
/// <param name="appender">Where the samples go.</param>
/// <param name="notes">Where metadata and exemplars go.</param>
/// <param name="time">The clock.</param>
public sealed class OtlpMetricReceiver(ISeriesAppender appender, ISeriesNotes notes, TimeProvider time)
{
    private const int DecodersMax = 16;

    private readonly SeriesMemory _memory = new(appender);
    private readonly DeltaStates _deltas = new(DeltaStates.SeriesMax);
    private readonly ConcurrentBag<MetricsDecoder> _decoders = [];
    private readonly Lock _adding = new();

    /// <summary>How many series of deltas are added up.</summary>
    public int DeltaSeries => _deltas.Count;

    /// <summary>Takes a request.</summary>
    /// <param name="body">The message ExportMetricsServiceRequest.</param>
    /// <param name="isJson">It is written in JSON, not in protobuf.</param>
    /// <param name="settings">How it is translated.</param>
    /// <param name="cancellation">Ends the wait for the disk; what was appended stays.</param>
    /// <exception cref="IOException">The disk refused it; the sender may send it again.</exception>
    public async ValueTask<OtlpMetricResult> ReceiveAsync(
        ReadOnlyMemory<byte> body, bool isJson, OtlpMetricSettings settings, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> message = body;
        if (isJson)
        {
            var converted = new ProtoWriter();
            if (OtlpJson.Convert(body.Span, OtlpMessages.MetricsRequest, converted) is { } fault)
            {
                return new OtlpMetricResult { Fault = fault };
            }

            message = converted.Written;
        }

        OtlpMetricResult result = Append(message.Span, settings);
        await appender.FlushAsync(cancellation).ConfigureAwait(false);
        return result;
    }

    private OtlpMetricResult Append(ReadOnlySpan<byte> message, OtlpMetricSettings settings)
    {
        MetricsDecoder decoder = _decoders.TryTake(out MetricsDecoder? idle) ? idle : new MetricsDecoder(_memory, _deltas);
        try
        {
            if (settings.Deltas != DeltaHandling.Accumulate)
            {
                return Append(decoder, message, settings);
            }

            // What is counted cannot be taken back, so a damaged request must be found out before.
            if (!OtlpShape.IsSound(message, OtlpMessages.MetricsRequest))
            {
                return OtlpMetricResult.Damaged;
            }

            // A sum must reach the store before the next one that is made of it.
            lock (_adding)
            {
                return Append(decoder, message, settings);
            }
        }
        finally
        {
            if (_decoders.Count < DecodersMax)
            {
                _decoders.Add(decoder);
            }
        }
    }

    private OtlpMetricResult Append(MetricsDecoder decoder, ReadOnlySpan<byte> message, OtlpMetricSettings settings)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!decoder.TryDecode(message, settings, now))
        {
            return OtlpMetricResult.Damaged;
        }

        MetricContent content = decoder.Content;
        AppendOutcome[] rented = ArrayPool<AppendOutcome>.Shared.Rent(Math.Max(1, content.Samples.Count));
        Span<AppendOutcome> outcomes = rented.AsSpan(0, content.Samples.Count);
        appender.Append(content.Samples, outcomes);
        if (outcomes.Contains(AppendOutcome.UnknownSeries))
        {
            // The store forgets series that are silent for long; they get a new name, if there is room for them.
            _memory.Forget();
            var renamed = new MetricsDecoder(_memory, _deltas);
            if (renamed.TryDecode(message, settings, now) && renamed.Content.Samples.Count == outcomes.Length)
            {
                ForgottenSamples.Append(appender, renamed.Content.Samples, outcomes);
            }
        }

        notes.Learn(content.Metadata);
        int exemplars = content.Exemplars.Count == 0 ? 0 : notes.Keep(content.Exemplars);
        CountRefused(content, outcomes);
        ArrayPool<AppendOutcome>.Shared.Return(rented);
        return new OtlpMetricResult
        {
            Points = content.Points,
            Refused = [.. content.Refusals.Counts],
            Exemplars = exemplars,
            Message = content.Refusals.Describe(),
        };
    }

    // A point counts once, however many of its samples were refused.
    private static void CountRefused(MetricContent content, ReadOnlySpan<AppendOutcome> outcomes)
    {
        int last = MetricContent.NoPoint;
        int metric = 0;
        for (int i = 0; i < outcomes.Length; i++)
        {
            int point = content.PointOf[i];
            if (point != MetricContent.NoPoint && point != last && PointRefusals.Of(outcomes[i]) is { } why)
            {
                last = point;
                while (metric + 1 < content.Metrics.Count && content.Metrics[metric + 1].FirstPoint <= point)
                {
                    metric++;
                }

                content.Refusals.Add(why, 1, $"\"{content.Metrics[metric].Name}\"");
            }
        }
    }
}

/// <summary>What became of a request. Immutable.</summary>
public sealed record OtlpMetricResult
{
    /// <summary>Of a request that cannot be read at all.</summary>
    public static OtlpMetricResult Damaged { get; } = new() { Fault = "the body is no ExportMetricsServiceRequest" };

    /// <summary>How many data points it has.</summary>
    public int Points { get; init; }

    /// <summary>How many of them were refused, by <see cref="PointRefusal"/>.</summary>
    public IReadOnlyList<int> Refused { get; init; } = [];

    /// <summary>How many exemplars were kept.</summary>
    public int Exemplars { get; init; }

    /// <summary>Why points were refused; empty if none were.</summary>
    public string Message { get; init; } = "";

    /// <summary>Why nothing can be made of the request; null if something can.</summary>
    public string? Fault { get; init; }
}
