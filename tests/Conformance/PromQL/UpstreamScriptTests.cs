namespace Tocsin.Conformance.PromQL;

/// <summary>
/// Upstream's own PromQL test scripts. The numbers in <c>floors.txt</c> are what passes; they only grow.
/// </summary>
public sealed class UpstreamScriptTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files()
    {
        string folder = Folder();
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.test").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
            : [""];
    }

    [Fact]
    public void All_twenty_one_scripts_are_there_and_have_a_floor()
    {
        Assert.SkipUnless(Directory.Exists(Folder()), "the outside cases are not on this machine");
        Assert.Equal(21, Files().Count);
        Assert.Equal(Floors().Keys.Order(StringComparer.Ordinal), Files().Select(f => f.Data));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_script_passes_at_least_as_far_as_it_did(string file)
    {
        Assert.SkipWhen(file.Length == 0, "the outside cases are not on this machine");
        ScriptReport report = ScriptRunner.Run(File.ReadAllText(Path.Combine(Folder(), file)), ScriptTarget.InMemory);

        output.WriteLine($"{file}: {report.Passed} passed, {report.Failures.Count} failed, {report.Total} in all");
        foreach ((int line, string expression, string reason) in report.Failures)
        {
            output.WriteLine($"{file}:{line}: {expression}\n    {reason}");
        }

        int floor = Floors()[file];
        Assert.True(report.Passed >= floor, $"{report.Passed} cases pass where {floor} did");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_script_passes_over_the_store_on_disk_as_over_the_one_in_memory(string file)
    {
        Assert.SkipWhen(file.Length == 0, "the outside cases are not on this machine");
        string text = File.ReadAllText(Path.Combine(Folder(), file));
        ScriptReport report = ScriptRunner.Run(text, ScriptTarget.OnDisk);

        Assert.True(report.Passed >= Floors()[file], string.Join('\n', report.Failures));
    }

    private static Dictionary<string, int> Floors() => File
        .ReadLines(Repository.Path("tests", "Conformance", "PromQL", "floors.txt"))
        .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length == 2)
        .ToDictionary(words => words[0], words => int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));

    private static string Folder() => Path.Combine(Repository.Conformance, "promqltest");
}
