using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Harness;

/// <summary>
/// A script of what is done to a running Alertmanager at which second, and of what its webhooks must get when. Nothing
/// runs before <see cref="RunAsync"/>; the scale's zero is when every server listens.
/// </summary>
internal sealed class Scenario : IAsyncDisposable
{
    private readonly List<(double At, Func<Task> Do)> _steps = [];
    private readonly List<Collector> _collectors = [];
    private readonly List<AlertmanagerProcess> _servers = [];
    private RealTime? _clock;

    /// <summary>A scenario for one make of server.</summary>
    public Scenario(Subject subject) => Subject = subject;

    /// <summary>The make of the server.</summary>
    public Subject Subject { get; }

    /// <summary>The configuration; <c>{name}</c> stands for the address of the collector of that name.</summary>
    public string Config { get; set; } = "";

    /// <summary>Flags beyond those of the harness.</summary>
    public string[] Flags { get; set; } = [];

    /// <summary>How many servers, in one cluster if more than one.</summary>
    public int Nodes { get; set; } = 1;

    /// <summary>The route prefix.</summary>
    public string RoutePrefix { get; set; } = "";

    /// <summary>The servers, once it runs.</summary>
    public IReadOnlyList<AlertmanagerProcess> Servers => _servers;

    /// <summary>The only server's client.</summary>
    public AlertmanagerClient Client => _servers[0].Client;

    /// <summary>The wall clock at the scale's zero.</summary>
    public DateTimeOffset Zero => _clock!.Start;

    /// <summary>Adds a collector.</summary>
    public async Task<Collector> CollectAsync(string name = "webhook", Func<int, HttpContext, Task>? answer = null)
    {
        Collector collector = await Collector.StartAsync(name, answer);
        _collectors.Add(collector);
        return collector;
    }

    /// <summary>Names an instant at which something is done.</summary>
    public Moment At(double seconds) => new(this, seconds);

    /// <summary>Starts the servers, plays the script, waits until the last window has closed, and checks.</summary>
    public async Task RunAsync()
    {
        string? fault = null;
        for (int play = 1; play <= Hiccups.MostPlays; play++)
        {
            using var hiccups = new Hiccups();
            fault = await PlayOnceAsync();

            // The real server only proves the script: one good play does. Ours is held to every undisturbed one.
            if (fault is null || (!hiccups.Disturbed && Subject == Subject.Tocsin))
            {
                break;
            }

            if (play < Hiccups.MostPlays)
            {
                await ResetAsync();
            }
        }

        Assert.True(fault is null, fault);
    }

    /// <summary>Starts the servers only, for scenarios that are about answers and not about time.</summary>
    public async Task StartAsync()
    {
        string? peer = null;
        for (int i = 0; i < Nodes; i++)
        {
            AlertmanagerProcess server = await AlertmanagerProcess.StartAsync(new AlertmanagerOptions(Subject, Expand(Config))
            {
                Clustered = Nodes > 1,
                RoutePrefix = RoutePrefix,
                LogLevel = "debug",
                WarmUp = true,
                Extra = peer is null ? Flags : [.. Flags, "--cluster.peer", peer],
            });
            _servers.Add(server);
            peer ??= Nodes > 1 ? await ClusterAddressAsync(server) : null;
        }

        if (Nodes > 1)
        {
            await RealTime.PollAsync(EverybodyMetAsync, TimeSpan.FromSeconds(10), "the cluster to form");
        }

        _clock = new RealTime();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopServersAsync();

        foreach (Collector collector in _collectors)
        {
            await collector.DisposeAsync();
        }
    }

    private async Task<string?> PlayOnceAsync()
    {
        await StartAsync();
        foreach ((double at, Func<Task> step) in _steps.OrderBy(s => s.At))
        {
            await _clock!.ReachAsync(at);
            await step();
        }

        double end = _collectors.Select(c => c.LastWindowEnd).DefaultIfEmpty(0).Max();
        await _clock!.ReachAsync(end);
        string[] faults = [.. _collectors.Select(c => c.Verdict(Zero, end)).OfType<string>()];
        return faults.Length == 0 ? null : $"{Subject}\n{string.Join('\n', faults)}\nlog:\n{LogTail()}";
    }

    private async Task ResetAsync()
    {
        await StopServersAsync();
        foreach (Collector collector in _collectors)
        {
            await collector.RestartAsync();
        }
    }

    private async Task StopServersAsync()
    {
        foreach (AlertmanagerProcess server in _servers)
        {
            await server.DisposeAsync();
        }

        _servers.Clear();
    }

    private static async Task<string> ClusterAddressAsync(AlertmanagerProcess server) =>
        (string)(await server.Client.GetAsync("api/v2/status"))["cluster"]!["peers"]![0]!["address"]!;

    private async Task<bool> EverybodyMetAsync()
    {
        foreach (AlertmanagerProcess server in _servers)
        {
            JsonNode status = await server.Client.GetAsync("api/v2/status");
            if (status["cluster"]!["peers"]!.AsArray().Count != Nodes)
            {
                return false;
            }
        }

        return true;
    }

    private string Expand(string text) =>
        _collectors.Aggregate(text, (all, c) => all.Replace($"{{{c.Name}}}", c.Url + "/", StringComparison.Ordinal));

    private string LogTail() => string.Join('\n', _servers.SelectMany(s => s.Process.Lines.Snapshot().TakeLast(60)));

    /// <summary>An instant at which something is done.</summary>
    internal readonly record struct Moment(Scenario Scenario, double Seconds)
    {
        /// <summary>Posts alerts to every server.</summary>
        public void Push(params TestAlert[] alerts)
        {
            Scenario scenario = Scenario;
            Do(async () =>
            {
                foreach (AlertmanagerProcess server in scenario._servers)
                {
                    await server.Client.PushAsync([.. alerts.Select(a => (JsonNode)a.ToPost(scenario.Zero))]);
                }
            });
        }

        /// <summary>Posts a silence to the first server.</summary>
        public void Silence(TestSilence silence)
        {
            Scenario scenario = Scenario;
            Do(async () => silence.Id = await scenario.Client.SilenceAsync(silence.ToPost(scenario.Zero)));
        }

        /// <summary>Expires a silence at the first server.</summary>
        public void Expire(TestSilence silence)
        {
            Scenario scenario = Scenario;
            Do(() => scenario.Client.ExpireAsync(silence.Id!));
        }

        /// <summary>Asks every server to reload, with another configuration if one is given.</summary>
        public void Reload(string? config = null)
        {
            Scenario scenario = Scenario;
            Do(async () =>
            {
                foreach (AlertmanagerProcess server in scenario._servers)
                {
                    await server.ReloadAsync(config is null ? null : scenario.Expand(config));
                }
            });
        }

        /// <summary>Does anything.</summary>
        public void Do(Func<Task> step) => Scenario._steps.Add((Seconds, step));
    }
}
