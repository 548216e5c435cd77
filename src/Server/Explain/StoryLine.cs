using Tocsin.Model;

namespace Tocsin.Server.Explain;

/// <summary>One thing that happened, told for a person and, in <see cref="Fields"/>, for a program.</summary>
/// <param name="At">When.</param>
/// <param name="Event">The event's name, stable for programs.</param>
/// <param name="Text">A sentence.</param>
internal sealed record StoryLine(Instant At, string Event, string Text)
{
    /// <summary>Names and values: text, whole number, flag, instant, label set or a list of texts.</summary>
    public IReadOnlyList<StoryField> Fields { get; init; } = [];
}

/// <summary>One named value of a story line.</summary>
/// <param name="Name">The name, in camel case.</param>
/// <param name="Value">A <see cref="string"/>, long, bool, Instant, LabelSet or list of strings.</param>
internal readonly record struct StoryField(string Name, object Value);
