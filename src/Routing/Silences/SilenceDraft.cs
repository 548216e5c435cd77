using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>A silence as someone asks for it, not checked yet.</summary>
public sealed record SilenceDraft
{
    /// <summary>The silence to change; empty for a new one.</summary>
    public string Id { get; init; } = "";

    /// <summary>Sets of matchers: all of a set, any of the sets.</summary>
    public required IReadOnlyList<IReadOnlyList<MatcherDraft>> MatcherSets { get; init; }

    /// <summary>When it is to begin; the zero time or a past one means now.</summary>
    public Instant StartsAt { get; init; }

    /// <summary>When it is to end.</summary>
    public required Instant EndsAt { get; init; }

    /// <summary>Who asks.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Why.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Further facts.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;
}

/// <summary>A matcher of a <see cref="SilenceDraft"/>, its pattern not compiled yet.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Name">The label's name.</param>
/// <param name="Value">The text or pattern.</param>
public readonly record struct MatcherDraft(MatchOp Op, string Name, string Value);
