using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.MsTeams;

/// <summary>The colour of a card: what a template says, or by whether alerts fire. Immutable.</summary>
internal sealed class CardColor
{
    private readonly FieldTemplate? _template;

    /// <summary>Compiles the template.</summary>
    /// <param name="source">The template; empty for none.</param>
    /// <param name="templates">What compiles it.</param>
    public CardColor(string source, IFieldCompiler templates) =>
        _template = source.Length == 0 ? null : templates.Text("color", source);

    /// <summary>While alerts fire.</summary>
    public required string Red { get; init; }

    /// <summary>Once all are resolved.</summary>
    public required string Green { get; init; }

    /// <summary>The colour as Teams knows it, or null for what it does not know.</summary>
    public required Func<string, string?> Known { get; init; }

    /// <summary>The colour; one that the template gives and Teams does not know is noted, and costs no message.</summary>
    public string Of(Rendering rendering)
    {
        string byStatus = rendering.Context.Notification.IsFiring ? Red : Green;
        if (_template is null || rendering.TextOrNull(_template)?.Trim() is not { Length: > 0 } wanted)
        {
            return byStatus;
        }

        if (Known(wanted) is { } known)
        {
            return known;
        }

        rendering.Note($"color: Teams has no color \"{Truncation.InRunes(wanted, 40)}\"");
        return byStatus;
    }
}
