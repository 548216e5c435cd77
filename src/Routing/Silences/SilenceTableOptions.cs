using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>How a <see cref="SilenceTable"/> behaves.</summary>
public sealed record SilenceTableOptions
{
    /// <summary>How long a silence is kept after its end: <c>--data.retention</c>.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(120);

    /// <summary>How many silences there may be, expired ones counted; 0 for no limit.</summary>
    public int SilencesMax { get; init; }

    /// <summary>How many bytes a silence may take; 0 for no limit.</summary>
    public int SizeBytesMax { get; init; }

    /// <summary>Which label names are legal.</summary>
    public MatcherMode Mode { get; init; } = MatcherMode.Fallback;
}
