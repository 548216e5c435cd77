using System.Text;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>The fields of a posted alert.</summary>
internal enum AlertField
{
    Unknown,
    Labels,
    Annotations,
    StartsAt,
    EndsAt,
    GeneratorUrl,
}

/// <summary>Tells the field of a property name: exactly first, then in any case.</summary>
internal static class AlertFields
{
    private static readonly (string Name, AlertField Field)[] Known =
    [
        ("labels", AlertField.Labels),
        ("annotations", AlertField.Annotations),
        ("startsAt", AlertField.StartsAt),
        ("endsAt", AlertField.EndsAt),
        ("generatorURL", AlertField.GeneratorUrl),
    ];

    /// <summary>The field of a name without escapes; the JSON reader's own comparison throws on a lone surrogate.</summary>
    public static AlertField Of(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("labels"u8) ? AlertField.Labels
        : name.SequenceEqual("annotations"u8) ? AlertField.Annotations
        : name.SequenceEqual("startsAt"u8) ? AlertField.StartsAt
        : name.SequenceEqual("endsAt"u8) ? AlertField.EndsAt
        : name.SequenceEqual("generatorURL"u8) ? AlertField.GeneratorUrl
        : InAnyCase(name);

    private static AlertField InAnyCase(ReadOnlySpan<byte> name)
    {
        foreach ((string known, AlertField field) in Known)
        {
            if (known.Length == name.Length && known.Equals(Encoding.UTF8.GetString(name), StringComparison.OrdinalIgnoreCase))
            {
                return field;
            }
        }

        return AlertField.Unknown;
    }
}
