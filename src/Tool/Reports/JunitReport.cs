using System.Globalization;
using System.Text;
using System.Xml;

namespace Tocsin.Tool.Reports;

/// <summary>A suite of a JUnit report: a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cases">What was looked at in it.</param>
internal sealed record JunitSuite(string Name, IReadOnlyList<JunitCase> Cases);

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">Its name, unique in its suite.</param>
/// <param name="Failures">What is wrong; empty if it passed.</param>
/// <param name="Notes">What is doubtful; told and not counted.</param>
internal sealed record JunitCase(string Name, IReadOnlyList<string> Failures, IReadOnlyList<string> Notes);

/// <summary>Writes results in the format that build servers read as JUnit's.</summary>
internal static class JunitReport
{
    /// <summary>The report's text.</summary>
    /// <param name="name">What the suites are of.</param>
    /// <param name="suites">The suites.</param>
    public static string Write(string name, IReadOnlyList<JunitSuite> suites)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", name);
            WriteCounts(xml, [.. suites.SelectMany(suite => suite.Cases)]);
            foreach (JunitSuite suite in suites)
            {
                WriteSuite(xml, suite);
            }

            xml.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n";
    }

    private static void WriteSuite(XmlWriter xml, JunitSuite suite)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(suite.Name));
        WriteCounts(xml, suite.Cases);
        foreach (JunitCase one in suite.Cases)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", Clean(suite.Name));
            xml.WriteAttributeString("name", Clean(one.Name));
            foreach (string failure in one.Failures)
            {
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", Clean(failure));
                xml.WriteString(Clean(failure));
                xml.WriteEndElement();
            }

            if (one.Notes.Count > 0)
            {
                xml.WriteElementString("system-out", Clean(string.Join('\n', one.Notes)));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyList<JunitCase> cases)
    {
        xml.WriteAttributeString("tests", cases.Count.ToString(CultureInfo.InvariantCulture));
        int failed = cases.Count(one => one.Failures.Count > 0);
        xml.WriteAttributeString("failures", failed.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
    }

    // What XML cannot hold, not even escaped.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value is < 0x20 and not (9 or 10 or 13) or 0xFFFE or 0xFFFF
            ? "\uFFFD"
            : rune.ToString()));
}
