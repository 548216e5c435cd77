using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Amtool;

/// <summary>The real amtool, which people have in their scripts, says the same about Tocsin as about Alertmanager.</summary>
public sealed partial class RealAmtoolTests
{
    private const string Config = """
        route:
          receiver: default
          group_by: [alertname]
          routes:
          - receiver: team-a
            matchers: [team="a"]
            continue: true
          - receiver: team-b
            matchers: [team=~"a|b"]
        receivers:
        - name: default
        - name: team-a
        - name: team-b
        """;

    private const string Import = """
        [{"comment":"imported","createdBy":"me","startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z",
          "matchers":[{"name":"job","value":"a.*","isRegex":true}]}]
        """;

    // {id} is the silence made last; a line "import" is fed the silence above.
    private static readonly string[] Script =
    [
        "alert add alertname=First team=a --annotation=summary=hello --end=2099-01-01T00:00:00Z",
        "alert add alertname=Second team=b --generator-url=http://prom.example/g --end=2099-01-01T00:00:00Z",
        "alert add bad=",
        "alert query",
        "alert query -o extended alertname=First",
        "alert query -o json team=~a|b",
        "alert query --receiver=team-a",
        "alert query alertname=~(",
        "silence add -a me -c why --end=2099-01-01T00:00:00Z alertname=First",
        "silence query -o extended",
        "silence query -o json",
        "silence query -q alertname=First",
        "alert query --silenced",
        "alert query --active",
        "silence update -c because -e 2098-01-01T00:00:00Z {id}",
        "silence query -o json",
        "silence expire {id}",
        "silence expire {id}",
        "silence expire 00000000-0000-4000-8000-000000000000",
        "silence update -c x 00000000-0000-4000-8000-000000000000",
        "silence query",
        "silence query --expired -q",
        "silence add -a me -c why x=~(",
        "silence add -a me -c why x=~.*",
        "silence import --force",
        "silence query -o simple job=~a.*",
        "config routes show",
        "config routes test team=a",
        "config routes test --verify.receivers=team-b team=a",
    ];

    [Fact]
    public async Task Every_command_ends_and_prints_alike_against_both_servers()
    {
        await using AlertmanagerProcess real = await StartAsync(Subject.Alertmanager);
        await using AlertmanagerProcess ours = await StartAsync(Subject.Tocsin);
        var faults = new List<string>();
        string realId = "";
        string ourId = "";
        int succeeded = 0;
        foreach (string line in Script)
        {
            ProgramResult wanted = await RunAsync(real, line, realId);
            ProgramResult got = await RunAsync(ours, line, ourId);
            succeeded += wanted.ExitCode == 0 ? 1 : 0;
            if (line.StartsWith("silence add", StringComparison.Ordinal) && wanted.ExitCode == 0)
            {
                (realId, ourId) = (wanted.Output.Trim(), got.Output.Trim());
            }

            if (Normalise(wanted) != Normalise(got))
            {
                faults.Add($"amtool {line}\n  alertmanager {Normalise(wanted)}\n  tocsin       {Normalise(got)}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(succeeded > 20, $"only {succeeded} commands did something, so the script proves little");
    }

    [Fact]
    public async Task The_configuration_and_the_cluster_are_shown()
    {
        await using AlertmanagerProcess ours = await StartAsync(Subject.Tocsin);
        ProgramResult config = await RunAsync(ours, "config show", "");
        Assert.Equal(0, config.ExitCode);
        Assert.Contains("receiver: team-b", config.Output, StringComparison.Ordinal);
        ProgramResult cluster = await RunAsync(ours, "cluster show", "");
        Assert.Equal(0, cluster.ExitCode);
        Assert.Contains("Cluster Status:", cluster.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_file_passes_both_programs_check()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Config, TestContext.Current.CancellationToken);
            ProgramResult wanted = await ChildProcess.RunAsync(Subject.Alertmanager.Amtool(), "check-config", file);
            ProgramResult got = await ChildProcess.RunAsync(Subject.Tocsin.Amtool(), "check-config", file);
            Assert.Equal((0, 0), (wanted.ExitCode, got.ExitCode));
            Assert.Contains("SUCCESS", got.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<AlertmanagerProcess> StartAsync(Subject subject) =>
        AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, Config));

    private static Task<ProgramResult> RunAsync(AlertmanagerProcess server, string line, string id)
    {
        string[] words = line.Replace("{id}", id, StringComparison.Ordinal).Split(' ');
        string[] arguments = ["--alertmanager.url", server.Client.Root.ToString(), "--no-version-check", .. words];
        bool isImport = line.StartsWith("silence import", StringComparison.Ordinal);
        return ChildProcess.RunAsync(Subject.Alertmanager.Amtool(), arguments, isImport ? Import : "");
    }

    // Ids and the present are each server's own. A server's address stands in some errors.
    private static string Normalise(ProgramResult result)
    {
        string text = Uuid().Replace(result.Output + "|" + result.Errors, "<id>");
        text = Time().Replace(Port().Replace(text, "<server>"), "<time>");
        return string.Create(CultureInfo.InvariantCulture, $"{result.ExitCode} {text}");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Port();

    [GeneratedRegex("20(2[0-9])-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z| UTC)?")]
    private static partial Regex Time();
}
