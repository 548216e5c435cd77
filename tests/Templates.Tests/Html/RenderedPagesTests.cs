using System.Globalization;
using System.Text;
using System.Text.Json;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Tests.Html;

/// <summary>
/// Our templates and values, most of them attacks, with the page that Go's html/template (1.26) makes of them. Generated,
/// and chosen so that every kind of value meets many contexts.
/// </summary>
public sealed class RenderedPagesTests
{
    [Fact]
    public void Pages_are_what_Go_renders()
    {
        var report = new StringBuilder();
        int cases = 0;
        foreach (string line in File.ReadLines(Repository.Path("tests", "Templates.Tests", "Html", "rendered-pages.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            string page = HtmlPage.Render(row.GetProperty("template").GetString()!, Value(row.GetProperty("data")));
            if (page != row.GetProperty("output").GetString())
            {
                report.AppendLine(CultureInfo.InvariantCulture, $"{row}\n  got {page}");
            }

            cases++;
        }

        Assert.True(cases >= 450, $"only {cases} cases");
        Assert.True(report.Length == 0, report.ToString());
    }

    private static GoValue Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => GoValue.Of(json.GetString()!),
        JsonValueKind.True => GoValue.Of(true),
        JsonValueKind.False => GoValue.Of(false),
        JsonValueKind.Number => GoValue.Of(json.GetDouble()),
        JsonValueKind.Array => new GoList([.. json.EnumerateArray().Select(Value)], GoTypes.AnyList),
        JsonValueKind.Object => new GoDictionary(json.EnumerateObject().ToDictionary(entry => entry.Name, entry => Value(entry.Value))),
        _ => GoValue.Nil,
    };
}
