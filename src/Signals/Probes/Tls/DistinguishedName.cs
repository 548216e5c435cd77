using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tocsin.Signals.Probes.Tls;

/// <summary>Writes names of certificates as Go does, which is what labels of existing rules match.</summary>
// Source: Go crypto/x509/pkix, Name.String and RDNSequence.String, after RFC 2253: reversed, joined by commas.
internal static class DistinguishedName
{
    /// <summary>Writes a name.</summary>
    public static string Write(X500DistinguishedName name)
    {
        var parts = new List<string>();
        var sequence = new AsnReader(name.RawData, AsnEncodingRules.BER).ReadSequence();
        while (sequence.HasData)
        {
            AsnReader set = sequence.ReadSetOf(skipSortOrderValidation: true);
            var pairs = new List<string>();
            while (set.HasData)
            {
                AsnReader pair = set.ReadSequence();
                string type = pair.ReadObjectIdentifier();
                pairs.Add(Pair(type, pair));
            }

            parts.Add(string.Join('+', pairs));
        }

        parts.Reverse();
        return string.Join(',', parts);
    }

    private static string Pair(string type, AsnReader value)
    {
        string? name = type switch
        {
            "2.5.4.3" => "CN",
            "2.5.4.5" => "SERIALNUMBER",
            "2.5.4.6" => "C",
            "2.5.4.7" => "L",
            "2.5.4.8" => "ST",
            "2.5.4.9" => "STREET",
            "2.5.4.10" => "O",
            "2.5.4.11" => "OU",
            "2.5.4.17" => "POSTALCODE",
            _ => null,
        };
        ReadOnlyMemory<byte> encoded = value.PeekEncodedValue();
        return name is null
            ? $"{type}=#{Convert.ToHexStringLower(encoded.Span)}"
            : $"{name}={Escape(TextOf(value))}";
    }

    private static string TextOf(AsnReader value)
    {
        var tag = (UniversalTagNumber)value.PeekTag().TagValue;
        return tag switch
        {
            UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
                or UniversalTagNumber.BMPString or UniversalTagNumber.T61String or UniversalTagNumber.NumericString =>
                value.ReadCharacterString(tag),
            _ => "#" + Convert.ToHexStringLower(value.PeekEncodedValue().Span),
        };
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isEdge = (i == 0 && text[i] is ' ' or '#') || (i == text.Length - 1 && text[i] == ' ');
            if (isEdge || text[i] is ',' or '+' or '"' or '\\' or '<' or '>' or ';')
            {
                escaped.Append('\\');
            }

            escaped.Append(text[i]);
        }

        return escaped.ToString();
    }
}
