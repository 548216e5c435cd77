using Tocsin.Journal.Format;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Notify;

/// <summary>Why a notification goes to a receiver that no route meant: another one could not be told. Immutable.</summary>
public sealed record FallbackOrigin
{
    private const int DetailMax = 200;

    /// <summary>The notification that this one stands in for.</summary>
    public required string Id { get; init; }

    /// <summary>Who could not be told.</summary>
    public required IntegrationKey Instance { get; init; }

    /// <summary>The first notification of the chain, which a route meant.</summary>
    public required string RootId { get; init; }

    /// <summary>Who was to be told by it.</summary>
    public required IntegrationKey Root { get; init; }

    /// <summary>How many receivers could not be told before this one, from 1.</summary>
    public required int Depth { get; init; }

    /// <summary>The class of the failure.</summary>
    public required SendFailureReason Reason { get; init; }

    /// <summary>The failure in words.</summary>
    public required string Detail { get; init; }

    /// <summary>True if the other one is still being tried: it took too long.</summary>
    public bool IsLate { get; init; }

    /// <summary>What the integrations see; the failure's words are held to 200 characters.</summary>
    public FallbackFor ToFallbackFor() =>
        new(Instance.Receiver, Instance.Place, Detail.Length > DetailMax ? Cut(Detail) : Detail);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static FallbackOrigin Read(ref EventReader fields) => new()
    {
        Id = fields.ReadString(),
        Instance = IntegrationKey.Read(ref fields),
        RootId = fields.ReadString(),
        Root = IntegrationKey.Read(ref fields),
        Depth = fields.ReadInt32(),
        Reason = (SendFailureReason)fields.ReadByte(),
        Detail = fields.ReadString(),
        IsLate = fields.ReadBool(),
    };

    /// <summary>Writes the fields.</summary>
    public void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Instance.Write(ref writer);
        writer.WriteString(RootId);
        Root.Write(ref writer);
        writer.WriteZigzag(Depth);
        writer.WriteByte((byte)Reason);
        writer.WriteString(Detail);
        writer.WriteBool(IsLate);
    }

    private static string Cut(string text)
    {
        int length = char.IsHighSurrogate(text[DetailMax - 2]) ? DetailMax - 2 : DetailMax - 1;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
