using System.Xml.Linq;

namespace Tocsin.Tidy;

public sealed class ArrowTests
{
    // A signal goes from left to right; what is downstream is referenced by nothing upstream.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Regexes"] = [],
        ["Model"] = ["Regexes"],
        ["Yaml"] = ["Model"],
        ["Journal"] = ["Model"],
        ["Templates"] = ["Regexes", "Model"],
        ["PromQL"] = ["Regexes", "Model"],
        ["Tsdb"] = ["Regexes", "Model"],
        ["Signals"] = ["Regexes", "Model"],
        ["Rules"] = ["Regexes", "Model", "Yaml", "Journal", "Templates", "PromQL"],
        ["Routing"] = ["Regexes", "Model", "Journal", "Yaml"],
        ["Notify"] = ["Regexes", "Model", "Journal", "Templates", "Yaml"],
        ["Server"] =
        [
            "Regexes", "Model", "Yaml", "Journal", "Templates", "Tsdb", "Signals", "PromQL", "Rules", "Routing",
            "Notify",
        ],
        ["Tool"] =
        [
            "Regexes", "Model", "Yaml", "Journal", "Templates", "PromQL", "Rules", "Routing", "Notify", "Server",
        ],
    };

    [Fact]
    public void Projects_reference_only_along_the_river()
    {
        foreach ((string file, string text) in Sources.All.Where(f => IsProject(f.Key)))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            Assert.True(Allowed.ContainsKey(name), $"{name} has no place in the river; add it to this test");
            IEnumerable<string> references = XDocument.Parse(text).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
            Assert.Empty(references.Except(Allowed[name]));
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Sources.All["Tocsin.slnx"];
        Assert.All(
            Sources.All.Keys.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)),
            project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    private static bool IsProject(string file) =>
        file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal);
}
