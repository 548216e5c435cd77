using Tocsin.Server.Api;

namespace Tocsin.Server.Otlp;

/// <summary>What stands between the transports and one signal: bounds how much is under way, and counts. Thread-safe.</summary>
/// <param name="signal">Who takes the requests.</param>
/// <param name="metrics">Where they are counted.</param>
/// <param name="requestsMax">How many may be under way at once.</param>
internal sealed class OtlpIntake(IOtlpSignal signal, OtlpMetrics metrics, int requestsMax = OtlpIntake.RequestsMax)
{
    /// <summary>How many requests of a signal are under way at once; further ones are told to come again.</summary>
    public const int RequestsMax = 128;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private int _underWay;

    /// <summary>The signal's names.</summary>
    public OtlpService Service => signal.Service;

    /// <summary>Unpacks a request and hands it on.</summary>
    /// <param name="packed">The body; null if it was larger than is read.</param>
    /// <param name="head">What goes with it.</param>
    /// <param name="cancellation">The sender is gone.</param>
    public async ValueTask<OtlpAnswer> TakeAsync(
        ReadOnlyMemory<byte>? packed, OtlpHead head, CancellationToken cancellation)
    {
        OtlpAnswer answer = await AnswerAsync(packed, head, cancellation).ConfigureAwait(false);
        metrics.Answered(Service.Name, head.Transport, answer);
        return answer;
    }

    private static OtlpAnswer.BadData TooLarge(string what) =>
        new OtlpAnswer.BadData($"{what} more than {RequestBody.BytesMax} bytes; send fewer items at once", OtlpFault.TooLarge);

    private async ValueTask<OtlpAnswer> AnswerAsync(
        ReadOnlyMemory<byte>? packed, OtlpHead head, CancellationToken cancellation)
    {
        if (packed is not { } body)
        {
            return TooLarge("the body has");
        }

        if (Interlocked.Increment(ref _underWay) > requestsMax)
        {
            Interlocked.Decrement(ref _underWay);
            return new OtlpAnswer.TryLater(Soon, $"{requestsMax} requests are under way already");
        }

        try
        {
            using UnpackedBody unpacked = UnpackedBody.Of(body, head.Packing, RequestBody.BytesMax);
            return unpacked.Outcome switch
            {
                UnpackOutcome.Good => await signal
                    .TakeAsync(new OtlpRequest(unpacked.Memory, head.Encoding, head.Sender), cancellation).ConfigureAwait(false),
                UnpackOutcome.TooLarge => TooLarge("the body unpacks to"),
                UnpackOutcome.UnknownPacking => new OtlpAnswer.BadData(
                    $"the body is packed by \"{head.Packing}\"; send gzip or none", OtlpFault.Unsupported),
                _ => new OtlpAnswer.BadData($"the body is damaged: {head.Packing} cannot unpack it"),
            };
        }
        catch (IOException full)
        {
            return new OtlpAnswer.TryLater(Soon, full.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}

/// <summary>What goes with the body of a request.</summary>
/// <param name="Transport"><c>http</c> or <c>grpc</c>.</param>
/// <param name="Packing">How it is packed, by the name of HTTP; empty for not at all.</param>
/// <param name="Encoding">How it is written.</param>
/// <param name="Sender">Who sent it.</param>
internal sealed record OtlpHead(string Transport, string Packing, OtlpEncoding Encoding, OtlpSender Sender);
