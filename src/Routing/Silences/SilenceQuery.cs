using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>Which silences are asked for.</summary>
public sealed record SilenceQuery
{
    /// <summary>Matchers that a silence must itself hold, compared as written; not applied to labels.</summary>
    public IReadOnlyCollection<LabelMatcher> Filter { get; init; } = [];

    /// <summary>Whether those that mute now are wanted.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Whether those yet to begin are wanted.</summary>
    public bool Pending { get; init; } = true;

    /// <summary>Whether those that have ended are wanted.</summary>
    public bool Expired { get; init; } = true;

    /// <summary>True if silences of that state are wanted.</summary>
    public bool Wants(SilenceState state) => state switch
    {
        SilenceState.Active => Active,
        SilenceState.Pending => Pending,
        _ => Expired,
    };
}
