using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Differential;

/// <summary>
/// The real Alertmanager and Tocsin side by side: each step of a script is done to both at the same instant, and at the
/// end the bodies that their webhooks got, and when, must be the same.
/// </summary>
internal sealed partial class Duel : IAsyncDisposable
{
    private const string ExternalUrl = "http://alertmanager.example/";
    private readonly List<(double At, Func<Corner, Task> Do)> _steps = [];
    private readonly List<Corner> _corners = [];
    private RealTime _clock = new();

    /// <summary>The configuration; <c>{sink}</c> stands for the address of the server's own sink.</summary>
    public string Config { get; set; } = "";

    /// <summary>By how many seconds the times of the same message may differ: two loaded cores.</summary>
    public double Tolerance { get; set; } = 0.7;

    /// <summary>
    /// Whom the real one meets. <c>TOCSIN_CHALLENGER=Alertmanager</c> sets it against itself: what differs then is the
    /// own noise of the script.
    /// </summary>
    internal static Subject Challenger { get; } =
        Enum.TryParse(Environment.GetEnvironmentVariable("TOCSIN_CHALLENGER"), ignoreCase: true, out Subject named)
            ? named
            : Subject.Tocsin;

    /// <summary>Adds a step.</summary>
    public void At(double seconds, Func<Corner, Task> step) => _steps.Add((seconds, step));

    /// <summary>Adds a step that posts alerts; <c>"@1.5"</c> stands for that second of the script.</summary>
    public void Push(double seconds, string alerts) =>
        At(seconds, async corner =>
        {
            Answer answer = await corner.Server.Client.SendAsync(HttpMethod.Post, "api/v2/alerts", Expand(alerts));
            answer.Expect(HttpStatusCode.OK);
        });

    /// <summary>Adds a step that posts a silence, with the same placeholders.</summary>
    public void Silence(double seconds, string silence) =>
        At(seconds, async corner => corner.SilenceId =
            await corner.Server.Client.SilenceAsync(JsonNode.Parse(Expand(silence))!.AsObject()));

    /// <summary>Plays the script on both until a second of it, then compares.</summary>
    public async Task PlayAsync(double until)
    {
        string difference = "";
        for (int play = 1; play <= Hiccups.MostPlays; play++)
        {
            using var hiccups = new Hiccups();
            difference = await PlayOnceAsync(until);

            // Twice in any case: one play in hundreds the real server itself leaves a message out.
            if (difference.Length == 0 || (play > 1 && !hiccups.Disturbed))
            {
                break;
            }
        }

        Assert.True(difference.Length == 0, difference);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Corner corner in _corners)
        {
            await corner.DisposeAsync();
        }

        _corners.Clear();
    }

    [GeneratedRegex("\"@(?<second>-?[0-9.]+)\"")]
    private static partial Regex Second();

    private async Task<string> PlayOnceAsync(double until)
    {
        await DisposeAsync();
        _corners.Add(await Corner.StartAsync(Subject.Alertmanager, Config, ExternalUrl));
        _corners.Add(await Corner.StartAsync(Challenger, Config, ExternalUrl));
        _clock = new RealTime();
        foreach ((double at, Func<Corner, Task> step) in _steps.OrderBy(s => s.At))
        {
            await _clock.ReachAsync(at);
            await Task.WhenAll(_corners.Select(step));
        }

        await _clock.ReachAsync(until);
        return _corners[0].Sink.Requests.Count == 0
            ? "The script made nobody send anything, so it proves nothing."
            : Compare(_corners[0], _corners[1]);
    }

    private string Expand(string text) => Second().Replace(text, m =>
    {
        double second = double.Parse(m.Groups["second"].ValueSpan, CultureInfo.InvariantCulture);
        return $"\"{_clock.Start.UtcDateTime.AddSeconds(second):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"";
    });

    private string Compare(Corner real, Corner ours)
    {
        ILookup<string, Message> expected = Messages(real);
        ILookup<string, Message> actual = Messages(ours);
        var faults = new List<string>();
        IEnumerable<string> streams = expected.Select(g => g.Key).Union(actual.Select(g => g.Key));
        foreach (string stream in streams.Order(StringComparer.Ordinal))
        {
            Message[] left = [.. expected[stream]];
            Message[] right = [.. actual[stream]];
            for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
            {
                Message? a = i < left.Length ? left[i] : null;
                Message? b = i < right.Length ? right[i] : null;
                if (a is null || b is null || a.Content != b.Content || Math.Abs(a.At - b.At) > Tolerance)
                {
                    faults.Add($"{stream}, message {i + 1}:\n  alertmanager {a}\n  tocsin       {b}");
                }
            }
        }

        return string.Join('\n', faults);
    }

    // Messages of one receiver and group come in an order that means something; those of different ones do not.
    private ILookup<string, Message> Messages(Corner corner) => corner.Sink.Requests.Snapshot()
        .Select(r => Message.From(r, (r.At - _clock.Start).TotalSeconds))
        .ToLookup(m => m.Stream, StringComparer.Ordinal);

    /// <summary>One of the two servers, with its own sink.</summary>
    internal sealed class Corner : IAsyncDisposable
    {
        private Corner(HttpSink sink, AlertmanagerProcess server)
        {
            Sink = sink;
            Server = server;
        }

        /// <summary>What it sends to.</summary>
        public HttpSink Sink { get; }

        /// <summary>The server.</summary>
        public AlertmanagerProcess Server { get; }

        /// <summary>The id of the silence that a step of the script has posted.</summary>
        public string SilenceId { get; set; } = "";

        /// <summary>Starts a server and its sink.</summary>
        public static async Task<Corner> StartAsync(Subject subject, string config, string externalUrl)
        {
            HttpSink sink = await HttpSink.StartAsync();
            AlertmanagerProcess server = await AlertmanagerProcess.StartAsync(
                new AlertmanagerOptions(subject, Expand(config, sink))
                {
                    WarmUp = true,
                    Extra = ["--web.external-url", externalUrl, "--web.route-prefix", "/"],
                });
            return new Corner(sink, server);
        }

        /// <summary>Reloads with another configuration.</summary>
        public Task ReloadAsync(string config) => Server.ReloadAsync(Expand(config, Sink));

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Sink.DisposeAsync();
        }

        private static string Expand(string config, HttpSink sink) =>
            config.Replace("{sink}", sink.Url, StringComparison.Ordinal);
    }
}
