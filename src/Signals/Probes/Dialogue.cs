using System.Text;
using Tocsin.Regexes;

namespace Tocsin.Signals.Probes;

/// <summary>One step of a <c>query_response</c>. Immutable.</summary>
public sealed record DialogueStep
{
    /// <summary>Lines are read until one matches; null to read none.</summary>
    public Re2? Expect { get; init; }

    /// <summary>These bytes must come; empty to read none.</summary>
    public ReadOnlyMemory<byte> ExpectBytes { get; init; }

    /// <summary>Labels, whose values may have groups of the match.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>What is sent then, with a line's end; may have groups of the match.</summary>
    public ReadOnlyMemory<byte> Send { get; init; }

    /// <summary>TLS begins then.</summary>
    public bool StartsTls { get; init; }

    /// <summary>Judges a line.</summary>
    /// <returns>What follows from it; null if it does not match.</returns>
    public DialogueMatch? Match(byte[] line)
    {
        if (Expect is not { } regex || regex.FindIn(line) is not { } match)
        {
            return null;
        }

        KeyValuePair<string, string>[] labels =
            [.. Labels.Select(label => KeyValuePair.Create(
                label.Key, Encoding.UTF8.GetString(match.Expand(Encoding.UTF8.GetBytes(label.Value)))))];
        return new DialogueMatch(match.Expand(Send.Span), labels);
    }
}

/// <summary>What follows from a line that matches.</summary>
/// <param name="Send">What is to be sent, without the line's end.</param>
/// <param name="Labels">The labels with their values.</param>
public sealed record DialogueMatch(byte[] Send, IReadOnlyList<KeyValuePair<string, string>> Labels);
