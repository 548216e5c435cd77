using System.Globalization;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

public sealed class PromtoolDuels
{
    [Fact]
    public async Task Promtool_says_of_Tocsin_what_it_says_of_the_real_Prometheus()
    {
        string promtool = Needs.Peer("promtool");
        await using SeriesPair pair = await SeriesPair.StartAsync();
        var faults = new List<string>();
        foreach (string[] arguments in Commands(pair.BaseMs / 1000))
        {
            (int code, string told) wanted = await RunAsync(promtool, arguments, pair.Prometheus.Client.Root);
            (int code, string told) got = await RunAsync(promtool, arguments, pair.Tocsin.Client.Root);
            if (wanted != got)
            {
                faults.Add($"{string.Join(' ', arguments)}\n  prometheus {wanted}\n  tocsin     {got}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // {server} stands for the address.
    private static IEnumerable<string[]> Commands(long start)
    {
        string at = (start + 600).ToString(CultureInfo.InvariantCulture);
        string end = (start + 660).ToString(CultureInfo.InvariantCulture);
        yield return ["query", "instant", "--time", at, "{server}", "up"];
        yield return ["query", "instant", "--time", at, "{server}", "1 + 1"];
        yield return ["query", "instant", "--time", at, "{server}", "\"text\""];
        yield return ["query", "instant", "--time", at, "{server}", "up[1m]"];
        yield return ["query", "instant", "--time", at, "{server}", "rate(requests_total{job=\"api\"}[5m])"];
        yield return ["query", "instant", "--time", at, "-o", "json", "{server}", "native"];
        yield return ["query", "instant", "--time", at, "{server}", "sum("];
        yield return ["query", "instant", "--time", at, "{server}", "label_replace(up, \"instance\", \"\", \"\", \"\")"];
        yield return ["query", "range", "--start", at, "--end", end, "--step", "15s", "{server}", "requests_total{code=\"200\"}"];
        yield return ["query", "range", "--start", at, "--end", end, "{server}", "up"];
        yield return ["query", "range", "--start", end, "--end", at, "--step", "15s", "{server}", "up"];
        yield return ["query", "series", "--match", "up", "--match", "zero", "--start", at, "--end", end, "{server}"];
        yield return ["query", "series", "--match", "up{", "{server}"];
        yield return ["query", "labels", "{server}", "job"];
        yield return ["query", "labels", "--match", "up", "--start", at, "--end", end, "{server}", "instance"];
        yield return ["query", "labels", "{server}", "nope"];
    }

    private static async Task<(int Code, string Told)> RunAsync(string promtool, string[] arguments, Uri root)
    {
        string address = root.OriginalString.TrimEnd('/');
        ProgramResult result = await ChildProcess.RunAsync(
            promtool, [.. arguments.Select(a => a.Replace("{server}", address, StringComparison.Ordinal))]);

        // Series come in any order, those of a range with their points after them.
        string[] blocks = (result.Output + result.Errors).Replace(address, "", StringComparison.Ordinal).Split("\n{");
        return (result.ExitCode, string.Join("\n{", blocks.Order(StringComparer.Ordinal)));
    }
}
