using System.Text;
using System.Text.Json;

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

    public static AlertField Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("labels"u8))
        {
            return AlertField.Labels;
        }

        if (reader.ValueTextEquals("annotations"u8))
        {
            return AlertField.Annotations;
        }

        if (reader.ValueTextEquals("startsAt"u8))
        {
            return AlertField.StartsAt;
        }

        if (reader.ValueTextEquals("endsAt"u8))
        {
            return AlertField.EndsAt;
        }

        return reader.ValueTextEquals("generatorURL"u8) ? AlertField.GeneratorUrl : InAnyCase(reader.ValueSpan);
    }

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
