using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.Harness;

/// <summary>
/// A webhook that keeps what it gets and is told what it should get: every wanted batch once within its window, and
/// nothing else.
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly List<Expectation> _wanted = [];
    private readonly Func<int, HttpContext, Task>? _answer;
    private HttpSink _sink;

    private Collector(string name, Func<int, HttpContext, Task>? answer)
    {
        Name = name;
        _answer = answer;
        _sink = null!;
    }

    /// <summary>Its name in the configuration's placeholders.</summary>
    public string Name { get; }

    /// <summary>Its address.</summary>
    public string Url => _sink.Url;

    /// <summary>Everything that it got.</summary>
    public Arrivals<Received> Requests => _sink.Requests;

    /// <summary>How far a window is stretched and a time may be off, in seconds: two loaded cores, not the server.</summary>
    public double Tolerance { get; set; } = 0.5;

    /// <summary>The last instant at which something is expected.</summary>
    public double LastWindowEnd => _wanted.Count == 0 ? 0 : _wanted.Max(w => w.To) + Tolerance;

    /// <summary>Starts a collector.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="answer">Writes the answer to the request of this number, from 1; null for an empty 200.</param>
    public static async Task<Collector> StartAsync(string name, Func<int, HttpContext, Task>? answer)
    {
        var collector = new Collector(name, answer);
        await collector.RestartAsync();
        return collector;
    }

    /// <summary>Forgets what arrived and counts requests from one again, at another address.</summary>
    public async Task RestartAsync()
    {
        if (_sink is not null)
        {
            await _sink.DisposeAsync();
        }

        int calls = 0;
        _sink = await HttpSink.StartAsync(
            _answer is null ? null : (_, context) => _answer(Interlocked.Increment(ref calls), context));
    }

    /// <summary>Opens a window of time in which a batch is wanted.</summary>
    public Window Between(double from, double to) => new(this, from, to);

    /// <summary>What is wrong with what arrived by the end of the scenario; null if nothing.</summary>
    public string? Verdict(DateTimeOffset zero, double end)
    {
        List<Batch> arrived = [.. _sink.Requests.Snapshot().Select(r => Batch.From(r, zero)).Where(b => b.At <= end)];
        List<Batch> left = [.. arrived];
        var faults = new List<string>();
        foreach (Expectation wanted in _wanted.OrderBy(w => w.From))
        {
            Batch? match = left.Find(b => wanted.Fits(b, Tolerance));
            if (match is null)
            {
                faults.Add($"missing: {wanted}");
            }
            else
            {
                left.Remove(match);
            }
        }

        faults.AddRange(left.Select(b => $"unwanted: {b}"));
        return faults.Count == 0 ? null : Report(faults, arrived);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sink.DisposeAsync();

    private string Report(List<string> faults, List<Batch> arrived)
    {
        StringBuilder report = new StringBuilder().Append("collector ").AppendLine(Name);
        faults.ForEach(fault => report.Append("  ").AppendLine(fault));
        report.AppendLine("  all that was wanted:");
        _wanted.ForEach(w => report.Append("    ").AppendLine(w.ToString()));
        report.AppendLine("  all that arrived:");
        arrived.ForEach(b => report.Append("    ").AppendLine(b.ToString()));
        return report.ToString();
    }

    /// <summary>A window that waits to be told what is wanted in it.</summary>
    internal readonly record struct Window(Collector Collector, double From, double To)
    {
        /// <summary>One batch of exactly these alerts is wanted.</summary>
        public void Want(params TestAlert[] alerts) => Collector._wanted.Add(new Expectation(From, To, alerts));
    }

    private sealed record Expectation(double From, double To, TestAlert[] Alerts)
    {
        public bool Fits(Batch batch, double tolerance)
        {
            if (batch.At < From - 0.1 || batch.At > To + tolerance || batch.Alerts.Count != Alerts.Length)
            {
                return false;
            }

            List<TestAlert> left = [.. batch.Alerts];
            return Array.TrueForAll(Alerts, wanted => left.Find(a => wanted.Fits(a, tolerance)) is { } hit && left.Remove(hit));
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"[{From:0.00},{To:0.00}] {string.Join<TestAlert>(' ', Alerts)}");
    }

    private sealed record Batch(double At, IReadOnlyList<TestAlert> Alerts)
    {
        public static Batch From(Received received, DateTimeOffset zero)
        {
            JsonArray alerts = JsonNode.Parse(received.Bytes)!["alerts"]!.AsArray();
            return new Batch(
                (received.At - zero).TotalSeconds,
                [.. alerts.Select(a => TestAlert.FromWebhook(a!, zero))]);
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"@{At:0.00} {string.Join(' ', Alerts)}");
    }
}
