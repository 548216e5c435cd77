using System.Text;
using System.Text.Json;

namespace Tocsin.Signals.Otlp;

/// <summary>How a message of the protocol is written in JSON and in protobuf: its fields by both names. Immutable.</summary>
// Source: https://protobuf.dev/programming-guides/json, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
internal sealed class OtlpMessage
{
    private readonly OtlpField[] _fields;

    /// <summary>A message with these fields.</summary>
    public OtlpMessage(params OtlpField[] fields) => _fields = fields;

    /// <summary>The field whose name is at hand; null if there is none.</summary>
    public OtlpField? Find(ref Utf8JsonReader json)
    {
        foreach (OtlpField field in _fields)
        {
            if (json.ValueTextEquals(field.JsonName.Span) || json.ValueTextEquals(field.Name.Span))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>The message in a field; null if it is no message.</summary>
    public OtlpMessage? In(int number)
    {
        foreach (OtlpField field in _fields)
        {
            if (field.Number == number)
            {
                return field.Message;
            }
        }

        return null;
    }
}

/// <summary>A field of a message. Immutable.</summary>
internal sealed class OtlpField
{
    private readonly Func<OtlpMessage>? _message;

    /// <summary>A field.</summary>
    /// <param name="number">Its number in protobuf.</param>
    /// <param name="name">Its name, in small letters with underscores.</param>
    /// <param name="kind">What is in it.</param>
    public OtlpField(int number, string name, OtlpFieldKind kind)
    {
        Number = number;
        Kind = kind;
        Name = Encoding.UTF8.GetBytes(name);
        string[] words = name.Split('_');
        JsonName = Encoding.UTF8.GetBytes(
            words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
    }

    /// <summary>A field with a message.</summary>
    public OtlpField(int number, string name, Func<OtlpMessage> message)
        : this(number, name, OtlpFieldKind.Message) => _message = message;

    /// <summary>Its number in protobuf.</summary>
    public int Number { get; }

    /// <summary>What is in it.</summary>
    public OtlpFieldKind Kind { get; }

    /// <summary>Its name in JSON.</summary>
    public ReadOnlyMemory<byte> JsonName { get; }

    /// <summary>Its name in protobuf's language, which JSON may have as well.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>For an enumeration, its names; the place is the value.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The message in it; null if it is none.</summary>
    public OtlpMessage? Message => _message?.Invoke();
}

/// <summary>What a field holds.</summary>
internal enum OtlpFieldKind
{
    /// <summary>A message.</summary>
    Message = 0,

    /// <summary>A text.</summary>
    Text = 1,

    /// <summary>Bytes, in JSON as base64.</summary>
    Bytes = 2,

    /// <summary>The id of a trace or a span, in JSON as hexadecimal digits.</summary>
    Id = 3,

    /// <summary>A truth value.</summary>
    Flag = 4,

    /// <summary>A whole number of type uint32, uint64, int32 or int64, or an enumeration.</summary>
    Whole = 5,

    /// <summary>A whole number of type sint32 or sint64.</summary>
    Zigzag = 6,

    /// <summary>A whole number of type fixed64 or sfixed64.</summary>
    Fixed = 7,

    /// <summary>A number of type double.</summary>
    Float = 8,

    /// <summary>A whole number of type fixed32.</summary>
    Fixed32 = 9,
}
