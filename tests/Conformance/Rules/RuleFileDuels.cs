using System.Text.RegularExpressions;
using Tocsin.Server.Hosting;
using Tocsin.TestKit.BlackBox;
using Tocsin.Tool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Conformance.Rules;

/// <summary>The real promtool and Tocsin's, over the same files.</summary>
public sealed partial class RuleFileDuels : IDisposable
{
    private readonly string _folder = Repository.NewTemporaryFolder("rules");

    [Theory]
    [InlineData("check", "rules")]
    [InlineData("check", "rules", "--ignore-unknown-fields")]
    [InlineData("check", "rules", "--lint=none")]
    [InlineData("check", "rules", "--enable-feature=promql-experimental-functions")]
    public async Task Every_file_has_the_same_verdict(params string[] command)
    {
        string[] paths = await WriteAsync();

        ProgramResult wanted = await ChildProcess.RunAsync(Needs.Peer("promtool"), [.. command, .. paths]);
        (int code, string output, string errors) = await RunAsync([.. command, .. paths]);

        Assert.Equal(wanted.ExitCode, code);
        Dictionary<string, Verdict> theirs = Read(wanted.Output, wanted.Errors);
        Dictionary<string, Verdict> ours = Read(output, errors);
        Assert.Equal(paths.Length, theirs.Count);
        List<string> faults = [];
        foreach ((string name, string text) in RuleFileCorpus.All)
        {
            if (!DeliberateVerdicts.All.Contains(name) && !Agree(theirs[name], ours.GetValueOrDefault(name)))
            {
                faults.Add($"{name}: {text}\n  prometheus {theirs[name]}\n  tocsin     {ours.GetValueOrDefault(name)}");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {paths.Length} differ\n{string.Join('\n', faults)}");
    }

    [Fact]
    public async Task Every_exit_code_of_a_single_file_is_the_same()
    {
        string promtool = Needs.Peer("promtool");
        string[] paths = await WriteAsync();
        string[] some = [.. paths.Where((path, i) => i % 7 == 0 || Path.GetFileName(path).StartsWith("file", StringComparison.Ordinal))];
        List<string> faults = [];
        foreach (string path in some.Where(path => !DeliberateVerdicts.All.Contains(Path.GetFileName(path))))
        {
            string[] line = ["check", "rules", "--lint-fatal", path];
            int wanted = (await ChildProcess.RunAsync(promtool, line)).ExitCode;
            int got = (await RunAsync(line)).Code;
            if (wanted != got)
            {
                faults.Add($"{Path.GetFileName(path)}: prometheus {wanted}, tocsin {got}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] line)
    {
        var output = new StringWriter { NewLine = "\n" };
        var errors = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { Out = output, Error = errors, OpenInput = () => Stream.Null };
        int code = await Entry.RunAsync(
            "promtool", line, terminal, (ServeOptions _, CancellationToken _) => Task.FromResult(99));
        return (code, output.ToString(), errors.ToString());
    }

    private async Task<string[]> WriteAsync()
    {
        foreach ((string name, string text) in RuleFileCorpus.All)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), text, TestContext.Current.CancellationToken);
        }

        return [.. RuleFileCorpus.All.Select(file => Path.Combine(_folder, file.Name))];
    }

    // Standard output says how each file ended, standard error says why; the two are apart, as the streams are.
    private Dictionary<string, Verdict> Read(string output, string errors)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal);
        string[] blocks = output.Split("Checking " + _folder + "/", StringSplitOptions.RemoveEmptyEntries);
        foreach (string block in blocks)
        {
            string[] lines = block.Split('\n');
            string end = lines is [_, "", ..] && lines.Length > 2 ? "doubtful" : lines.Length > 1 ? lines[1].Trim() : "";
            verdicts[lines[0]] = new Verdict(end.Length == 0 ? "refused" : end, []);
        }

        foreach (IGrouping<string, string> file in errors.Split('\n')
            .Where(line => line.StartsWith(_folder, StringComparison.Ordinal))
            .Select(line => line[(_folder.Length + 1)..])
            .GroupBy(line => line[..line.IndexOf(':', StringComparison.Ordinal)]))
        {
            verdicts[file.Key] = verdicts[file.Key] with { Causes = Causes(file) };
        }

        return verdicts;
    }

    // What Prometheus finds after reading is told by both in the same words, in an order of its own; what it makes of the YAML,
    // and where, is not compared.
    private static string[] Causes(IEnumerable<string> lines) =>
        [.. lines.Select(line => Place().Replace(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], ""))
            .Where(line => Semantic().IsMatch(line))
            .Select(line => OnlyCause().Replace(line, ""))
            .Order(StringComparer.Ordinal)];

    // Where Prometheus stopped at the YAML Tocsin looks at the rules all the same, and it tells every fault of an expression
    // where Prometheus tells the first.
    private static bool Agree(Verdict theirs, Verdict? ours) => ours is not null && theirs.End == ours.End
        && theirs.Causes.All(ours.Causes.Contains)
        && (theirs.Causes.Length == 0 || ours.Causes.Except(theirs.Causes).All(extra => theirs.Causes.Any(cause =>
            Expression().Match(cause) is { Success: true } match && extra.StartsWith(match.Value, StringComparison.Ordinal))));

    [GeneratedRegex("^( \\d+:\\d+:)*")]
    private static partial Regex Place();

    [GeneratedRegex("^ (group \".*\", rule |groupname|Groupname|group \".*\": [Gg]roupname)")]
    private static partial Regex Semantic();

    // Tocsin says of which group a name is.
    [GeneratedRegex("^ group \"[^\"]*\": (?=[Gg]roupname)| (?=[Gg]roupname)")]
    private static partial Regex OnlyCause();

    [GeneratedRegex("^ group \".*\", rule \\d+, \".*\": could not parse expression")]
    private static partial Regex Expression();

    private sealed record Verdict(string End, string[] Causes)
    {
        public override string ToString() => $"{End}: {string.Join(" | ", Causes)}";
    }
}
