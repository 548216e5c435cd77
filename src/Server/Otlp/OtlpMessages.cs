using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tocsin.Signals.Wire;

namespace Tocsin.Server.Otlp;

/// <summary>Writes the messages that senders are answered with.</summary>
// Source: opentelemetry-proto, Export…ServiceResponse; google/rpc/status.proto and error_details.proto.
internal static class OtlpMessages
{
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>Writes the message Export…ServiceResponse, which is empty if there is nothing to say.</summary>
    public static ReadOnlyMemory<byte> Response(OtlpAnswer.Accepted answer, OtlpEncoding encoding, string rejectedName)
    {
        bool saysSomething = answer.Rejected > 0 || answer.Message.Length > 0;
        if (encoding == OtlpEncoding.Json)
        {
            return Json(json =>
            {
                if (saysSomething)
                {
                    json.WriteStartObject("partialSuccess");
                    json.WriteString(rejectedName, answer.Rejected.ToString(CultureInfo.InvariantCulture));
                    json.WriteString("errorMessage", answer.Message);
                    json.WriteEndObject();
                }
            });
        }

        var message = new ProtoWriter();
        if (saysSomething)
        {
            int begun = message.Begin(1);
            message.Varint(1, (ulong)answer.Rejected);
            message.Text(2, answer.Message);
            message.End(begun);
        }

        return message.Written;
    }

    /// <summary>Writes the message google.rpc.Status.</summary>
    public static ReadOnlyMemory<byte> Status(in OtlpStatus status, OtlpEncoding encoding)
    {
        (GrpcCode code, string text, TimeSpan retryAfter) = status;
        if (encoding == OtlpEncoding.Json)
        {
            return Json(json =>
            {
                json.WriteNumber("code", (int)code);
                json.WriteString("message", text);
            });
        }

        var message = new ProtoWriter();
        message.Varint(1, (ulong)code);
        message.Text(2, text);
        if (retryAfter > TimeSpan.Zero)
        {
            var delay = new ProtoWriter();
            int begun = delay.Begin(1);
            delay.Varint(1, (ulong)retryAfter.TotalSeconds);
            delay.Varint(2, (ulong)(retryAfter.Ticks % TimeSpan.TicksPerSecond * 100));
            delay.End(begun);
            int detail = message.Begin(3);
            message.Text(1, RetryInfoType);
            message.Bytes(2, delay.Written.Span);
            message.End(detail);
        }

        return message.Written;
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}

/// <summary>How a request failed, for its sender.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="RetryAfter">When to try again; zero for never.</param>
internal readonly record struct OtlpStatus(GrpcCode Code, string Message, TimeSpan RetryAfter)
{
    /// <summary>The status of an answer; null if it was taken.</summary>
    public static OtlpStatus? Of(OtlpAnswer answer) => answer switch
    {
        OtlpAnswer.TryLater later => new OtlpStatus(GrpcCode.Unavailable, later.Message, later.After),
        OtlpAnswer.BadData { Fault: OtlpFault.TooLarge } bad => new OtlpStatus(GrpcCode.ResourceExhausted, bad.Message, default),
        OtlpAnswer.BadData { Fault: OtlpFault.Unsupported } bad => new OtlpStatus(GrpcCode.Unimplemented, bad.Message, default),
        OtlpAnswer.BadData bad => new OtlpStatus(GrpcCode.InvalidArgument, bad.Message, default),
        _ => null,
    };
}

/// <summary>The status codes of gRPC that are in use here.</summary>
// Source: https://grpc.io/docs/guides/status-codes/
internal enum GrpcCode
{
    /// <summary>No error.</summary>
    Ok = 0,

    /// <summary>The request is wrong in itself.</summary>
    InvalidArgument = 3,

    /// <summary>The request is too large.</summary>
    ResourceExhausted = 8,

    /// <summary>The request asks for what is not there.</summary>
    Unimplemented = 12,

    /// <summary>Not now.</summary>
    Unavailable = 14,
}
