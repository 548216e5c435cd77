using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Chaos;

/// <summary>Notifications through a program that is killed every few seconds, to receivers that misbehave.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Receivers = 7;

    // A generous bound on a program that needs about 150 MB for ten thousand; what grows with every crash goes beyond it.
    private const int ResidentMbMax = 400;

    // `make soak` sends more of them: TOCSIN_CHAOS_NOTIFICATIONS.
    [Fact]
    public async Task Every_page_arrives_repeats_say_so_and_a_group_keeps_its_order()
    {
        int notifications = Number("TOCSIN_CHAOS_NOTIFICATIONS", 1500);
        int seed = Number("TOCSIN_CHAOS_SEED", 20261);
        var clock = new RealTime();
        var random = new Random(seed);
        var receivers = new BadReceivers(new Random(random.Next()));
        Ledger ledger = receivers.Ledger;
        await using HttpSink sink = await HttpSink.StartAsync(receivers.AnswerAsync);
        await using AlertmanagerProcess server = await AlertmanagerProcess.StartAsync(
            new AlertmanagerOptions(Subject.Tocsin, Config(sink.Url)));
        string[] groups = Groups(notifications);
        var life = new Life(server, groups);
        var killer = new Killer(server, ledger, new Random(random.Next()));
        Task killing = killer.RunAsync();
        for (int stage = 1; stage <= Life.Stages; stage++)
        {
            await UnlessItFails(killing, life.PostAsync(stage));
            await UnlessItFails(killing, ledger.WhenHeardAsync(stage, groups.Length));
        }

        killer.Stop();
        await killing;
        List<JsonNode> history = await EndAsync(server, ledger);
        IReadOnlyList<Message> arrived = ledger.All;
        output.WriteLine(
            $"seed {seed}: {groups.Length * Life.Stages} notifications, {arrived.Count} messages, "
            + $"{arrived.Count(m => m.IsRepeat)} labelled repeats, {arrived.Count - Verdict.Different(arrived)} of them had come before, "
            + $"{arrived.Count(m => m.IsFallback)} in another's place, {killer.Kills} kills, at most {killer.ResidentMb:0} MB, "
            + $"{clock.Seconds:0} s");

        List<string> faults = [.. Verdict.Faults(groups, arrived), .. Verdict.Lost(history, arrived)];
        Assert.True(faults.Count == 0, $"seed {seed}, {faults.Count} faults:\n{string.Join('\n', faults.Take(20))}");
        Assert.True(killer.Kills >= 3, $"only {killer.Kills} kills");
        Assert.True(arrived.Count - Verdict.Different(arrived) > notifications / 100, "hardly anything came twice");
        Assert.True(killer.ResidentMb < ResidentMbMax, $"{killer.ResidentMb:0} MB");
    }

    private static string[] Groups(int notifications)
    {
        int each = (notifications + (Life.Stages * (Receivers + 1)) - 1) / (Life.Stages * (Receivers + 1));
        IEnumerable<string> receivers = [.. Enumerable.Range(0, Receivers).Select(r => $"r{r}"), Verdict.Dead];
        return [.. Enumerable.Range(0, each).SelectMany(g => receivers.Select(r => $"{r}-{g}"))];
    }

    private static async Task UnlessItFails(Task killing, Task step)
    {
        if (await Task.WhenAny(killing, step) == killing)
        {
            await killing;
        }

        await step;
    }

    private static string Config(string sink) => $$"""
        route:
          receiver: r0
          group_by: [group]
          group_wait: 0s
          group_interval: 1s
          repeat_interval: 24h
          routes:
        {{string.Concat(Enumerable.Range(0, Receivers).Select(r => $"  - {{receiver: r{r}, matchers: [to=\"r{r}\"]}}\n"))}}
          - {receiver: dead, matchers: [to="dead"]}
          - {receiver: own, matchers: [alertname="TocsinNotificationUndeliverable"]}
        receivers:
        - {name: own, webhook_configs: [{url: '{{sink}}{{BadReceivers.OwnPath}}'}]}
        {{string.Concat(Enumerable.Range(0, Receivers).Select(r => Receiver($"r{r}", $"{sink}/r{r}", "")))}}
        {{Receiver(Verdict.Dead, sink + BadReceivers.DeadPath, $"fallback: {{receiver: {Verdict.StandsIn}, after: 2s}}")}}
        """;

    private static string Receiver(string name, string url, string more) => $$"""
        - name: {{name}}
          webhook_configs: [{url: '{{url}}', timeout: 2s}]
          delivery:
            concurrency: 16
            retry: {initial: 100ms, max: 1s}
            breaker: {failures: 5, pause: 200ms, max_pause: 1s}
          {{more}}

        """;

    // The history once nothing is under way any more, but for the end of what the dead receiver may have been told: a
    // crash left that open, and it is tried for as long as the log remembers it.
    private static async Task<List<JsonNode>> EndAsync(AlertmanagerProcess server, Ledger ledger)
    {
        List<JsonNode> history = [];
        await RealTime.PollAsync(
            async () =>
            {
                history = await HistoryAsync(server);
                return !Verdict.Lost(history, ledger.All).Any();
            },
            TimeSpan.FromSeconds(60),
            "the end of every notification");
        return history;
    }

    private static async Task<List<JsonNode>> HistoryAsync(AlertmanagerProcess server)
    {
        var events = new List<JsonNode>();
        string after = "";
        do
        {
            JsonNode page = await server.Client.GetAsync($"api/v2/history?kind=notifications&order=asc&limit=1000{after}");
            events.AddRange(page["events"]!.AsArray().Select(e => e!));
            after = page["next"] is { } next ? $"&after={(string)next!}" : "";
        }
        while (after.Length > 0);
        return events;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
