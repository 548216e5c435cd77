using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Probes;

/// <summary>The messages of gRPC's health service, in gRPC's frames of five bytes and a message.</summary>
// Source: grpc.health.v1: HealthCheckRequest{service = 1}, HealthCheckResponse{status = 1}; gRPC over HTTP/2.
public static class GrpcHealth
{
    /// <summary>The path of the call.</summary>
    public const string Path = "/grpc.health.v1.Health/Check";

    /// <summary>Bytes of an answer at most; a health answer has seven.</summary>
    public const int AnswerBytesMax = 64 * 1024;

    /// <summary>What the service may answer, by its number.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    /// <summary>The request, framed.</summary>
    public static byte[] Ask(string service)
    {
        var message = new ProtoWriter();
        if (service.Length > 0)
        {
            message.Text(1, service);
        }

        return GrpcFrame.Of(message.Written.Span);
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="body">All bytes of the body.</param>
    /// <param name="status">The number of the status; <see cref="Statuses"/> has the names.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> body, out int status)
    {
        status = 0;
        if (body.Length < GrpcFrame.HeadBytes)
        {
            return "the answer has no message";
        }

        if (body[0] != 0)
        {
            return "the answer is packed, which was not asked for";
        }

        if (!GrpcFrame.IsWhole(body))
        {
            return "the answer is not one whole message";
        }

        var reader = new ProtoReader(body[GrpcFrame.HeadBytes..]);
        while (reader.TryNext())
        {
            if (reader.Field == 1 && reader.Wire == ProtoWire.Varint)
            {
                status = (int)Math.Min(reader.Number, int.MaxValue);
            }
        }

        return reader.IsDamaged ? "the answer's message is damaged" : null;
    }

    /// <summary>The name of a status.</summary>
    public static string NameOf(int status) => status < Statuses.Count
        ? Statuses[status]
        : status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>gRPC's code for an answer that is none of gRPC's, by its HTTP status.</summary>
    // Source: gRPC, "HTTP to gRPC status code mapping".
    public static int CodeOfHttp(int status) => status switch
    {
        400 => 13,
        401 => 16,
        403 => 7,
        404 => 12,
        429 or 502 or 503 or 504 => 14,
        _ => 2,
    };
}
