using System.Text;
using System.Xml;

namespace Tocsin.Notify.Integrations.Voice;

/// <summary>Writes what Twilio says during a call. Pure.</summary>
// https://www.twilio.com/docs/voice/twiml/say
internal static class Twiml
{
    // https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource
    private const int CharsMax = 4000;

    /// <summary>The text twice with a pause between, since at night nobody is there for the first words.</summary>
    /// <param name="text">What to say; cut until it fits.</param>
    /// <param name="voice">Whose voice; empty for the usual one.</param>
    /// <param name="language">The text's language; empty for the usual one.</param>
    public static string Write(string text, string voice, string language)
    {
        string say = $"<Say{Attribute("voice", voice)}{Attribute("language", language)}>";
        while (true)
        {
            string spoken = say + Escape(text) + "</Say>";
            string twiml = $"<Response>{spoken}<Pause length=\"1\"/>{spoken}</Response>";
            if (twiml.Length <= CharsMax || text.Length == 0)
            {
                return twiml;
            }

            text = Messages.Truncation.InRunes(text, text.Length * 3 / 4);
        }
    }

    private static string Attribute(string name, string value) => value.Length == 0 ? "" : $" {name}=\"{Escape(value)}\"";

    // What XML cannot hold at all is left out: a label may hold anything.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            string? entity = rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&apos;",
                _ => null,
            };
            if (entity is not null)
            {
                escaped.Append(entity);
            }
            else if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value))
            {
                escaped.Append(rune.ToString());
            }
        }

        return escaped.ToString();
    }
}
