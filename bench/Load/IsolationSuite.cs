using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Load;

/// <summary>
/// Whether a dead receiver is felt by the others: the same load on three servers in turn, of which one has a sixth receiver
/// that answers, one a sixth that refuses connections, and one a sixth that never answers.
/// </summary>
internal sealed class IsolationSuite(Subject subject, Options options)
{
    private const int Healthy = 5;
    // Many short rounds in turn: whatever else the machine does falls on all three alike.
    private const int Rounds = 60;
    private const int TicksOfRound = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs the rounds; what counts is the middle one of each server.</summary>
    public async Task MeasureAsync(Numbers numbers)
    {
        await using HttpSink alive = await StartSinkAsync();
        await using HttpSink refused = await StartSinkAsync();
        await using HttpSink hung = await StartSinkAsync();
        Trial[] trials =
        [
            await Trial.StartAsync(subject, alive, alive.Url + "/sixth"),
            await Trial.StartAsync(subject, refused, $"http://127.0.0.1:{ClosedPort()}/"),
            await Trial.StartAsync(subject, hung, hung.Url + "/hang"),
        ];
        try
        {
            int rounds = options.Scaled(Rounds);
            for (int round = 0; round <= rounds; round++)
            {
                // Each goes first as often as any other; the first round is to warm up.
                for (int i = 0; i < trials.Length; i++)
                {
                    await trials[(round + i) % trials.Length].RunAsync(round);
                }
            }
        }
        finally
        {
            foreach (Trial trial in trials)
            {
                await trial.DisposeAsync();
            }
        }

        double[] p99 = [.. trials.Select(trial => trial.Middle)];
        numbers["healthy_p99"] = p99[0];
        numbers["healthy_p99_refused"] = p99[1] / p99[0];
        numbers["healthy_p99_hung"] = p99[2] / p99[0];
    }

    private static Task<HttpSink> StartSinkAsync() => HttpSink.StartAsync((received, http) =>
        received.Path == "/hang" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted) : Task.CompletedTask);

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>One server with its receivers.</summary>
    private sealed class Trial(AlertmanagerProcess server, HttpSink sink) : IAsyncDisposable
    {
        private readonly Clients _clients = new(server.Client.Root, 1);
        private readonly List<double> _rounds = [];

        /// <summary>The middle of the rounds' 99th percentiles, in ms.</summary>
        public double Middle => _rounds.Order().ElementAt(_rounds.Count / 2);

        public static async Task<Trial> StartAsync(Subject subject, HttpSink sink, string sixth)
        {
            string[] urls = [.. Enumerable.Range(0, Healthy).Select(i => $"{sink.Url}/healthy"), sixth];
            return new Trial(await AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, Configs.Outbox(urls))), sink);
        }

        public async Task RunAsync(int round)
        {
            int before = HealthyArrivals().Count();
            var sent = new long[TicksOfRound];
            for (int tick = 0; tick < TicksOfRound; tick++)
            {
                sent[tick] = TimeProvider.System.GetTimestamp();
                await _clients.PostAsync("api/v2/alerts", Alerts(round, tick));
                TimeSpan left = Tick - TimeProvider.System.GetElapsedTime(sent[tick]);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, TimeProvider.System);
                }
            }

            int wanted = before + (Healthy * TicksOfRound);
            await Until.AsMany(() => HealthyArrivals().Count(), wanted, Patience);
            List<double> times = [.. HealthyArrivals().Skip(before).Select(arrival =>
                TimeProvider.System.GetElapsedTime(sent[TickOf(arrival)], arrival.Timestamp).TotalMilliseconds).Order()];
            if (round > 0)
            {
                _rounds.Add(times[(int)(times.Count * 0.99)]);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _clients.Dispose();
            await server.DisposeAsync();
        }

        private static int TickOf(Received arrival)
        {
            using JsonDocument message = JsonDocument.Parse(arrival.Bytes);
            return int.Parse(
                message.RootElement.GetProperty("commonLabels").GetProperty("tick").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture);
        }

        private static byte[] Alerts(int round, int tick) => Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, Healthy + 1)
            .Select(shard => $$$"""{"labels":{"alertname":"Isolation","round":"{{{round}}}","tick":"{{{tick}}}","shard":"{{{shard}}}"}}"""))
            + "]");

        private IEnumerable<Received> HealthyArrivals() => sink.Requests.Snapshot().Where(request => request.Path == "/healthy");
    }
}
