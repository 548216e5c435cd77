using System.Xml;
using System.Xml.Linq;

namespace Tocsin.Notify.Integrations.Sns.Aws;

/// <summary>What AWS's query APIs answer: XML, of which some elements matter, whatever they stand in.</summary>
internal sealed class AwsAnswer
{
    private static readonly XmlReaderSettings Careful = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 1024 * 1024,
    };

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Reads an answer; one that is not XML has no texts.</summary>
    public AwsAnswer(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), Careful);
            foreach (XElement element in XDocument.Load(reader).Descendants().Where(e => !e.HasElements))
            {
                _texts.TryAdd(element.Name.LocalName, element.Value.Trim());
            }
        }
        catch (XmlException)
        {
            // What stands between us and AWS answers in HTML, or not at all.
        }
    }

    /// <summary>The text of the first element of that name; empty if there is none.</summary>
    public string this[string name] => _texts.GetValueOrDefault(name, "");

    /// <summary>The error's code and message; empty if there is none.</summary>
    public string Error => this["Code"].Length == 0 ? "" : $"{this["Code"]}: {this["Message"]}";
}
