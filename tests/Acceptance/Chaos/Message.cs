using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Chaos;

/// <summary>A message that a receiver took, or may have taken.</summary>
/// <param name="Receiver">The receiver.</param>
/// <param name="Group">The group that it is about.</param>
/// <param name="Stage">How far the group's life had come: one alert fires, two fire, both have ended.</param>
/// <param name="Id">The notification's id, which is the same in every attempt.</param>
internal sealed record Message(string Receiver, string Group, int Stage, string Id)
{
    /// <summary>It says that it may have come before.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>It says that it was meant for another receiver.</summary>
    public bool IsFallback { get; init; }

    public static Message Of(Received received)
    {
        JsonNode body = JsonNode.Parse(received.Bytes)!;
        JsonArray alerts = body["alerts"]!.AsArray();
        return new Message(
            received.Path.Trim('/'),
            (string)alerts[0]!["labels"]!["group"]!,
            (string)body["status"]! == "resolved" ? Life.Stages : alerts.Count,
            received.Headers["Idempotency-Key"])
        {
            IsRepeat = received.Headers.ContainsKey("X-Tocsin-Repeat"),
            IsFallback = received.Headers.ContainsKey("X-Tocsin-Fallback"),
        };
    }
}
