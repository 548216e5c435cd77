using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Relabel;
using Tocsin.Notify.Alertmanagers;
using Tocsin.Notify.Tests.Hosting;

namespace Tocsin.Notify.Tests.Alertmanagers;

public sealed class AlertSendersTests : IAsyncDisposable
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeJournal _journal = new();
    private readonly Channel<string> _health = Channel.CreateUnbounded<string>();
    private readonly Alertmanager _one = new();
    private readonly Alertmanager _two = new();
    private readonly AlertSenders _senders;

    public AlertSendersTests() => _senders = new AlertSenders(new AlertQueues(), new AlertSendersParts
    {
        Time = _time,
        Journal = _journal,
        Random = new Random(1),
        IsCheckpointDue = () => false,
        OnHealth = (_, fault) => _health.Writer.TryWrite(fault),
        OnFault = wrong => Assert.Fail(wrong.ToString()),
    });

    public async ValueTask DisposeAsync()
    {
        await _senders.DisposeAsync();
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public async Task An_Alertmanager_that_fails_is_told_later_and_holds_up_no_other()
    {
        _one.Status = HttpStatusCode.ServiceUnavailable;
        await BothAsync();
        await PutAsync("A");

        Assert.Equal("A", await _two.NextAsync());
        Assert.Equal("A", await _one.NextAsync());
        Assert.Contains("503", await _health.Reader.ReadAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await PutAsync("B");
        Assert.Equal("B", await _two.NextAsync());

        _one.Status = HttpStatusCode.OK;
        Assert.Equal("A B", await AdvanceToAsync(_one.NextAsync()));
        Assert.Equal("", await _health.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_that_does_not_answer_is_left_after_its_time_and_asked_again()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _one.Hold = hold.Task;
        await BothAsync();
        await PutAsync("A");

        Assert.Equal("A", await _one.NextAsync());
        ValueTask<string> health = _health.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Contains("no answer within", await AdvanceToAsync(health), StringComparison.Ordinal);
        _one.Hold = Task.CompletedTask;
        Assert.Equal("A", await AdvanceToAsync(_one.NextAsync()));
        hold.SetResult();
    }

    [Fact]
    public async Task Alerts_go_out_256_at_once()
    {
        await BothAsync();
        await PutAsync([.. Enumerable.Range(0, 600).Select(i => $"A{i}")]);

        int[] sizes = [await SizeAsync(), await SizeAsync(), await SizeAsync()];
        Assert.Equal([256, 256, 88], sizes);
    }

    [Fact]
    public async Task One_that_refuses_an_alert_gets_all_the_others()
    {
        _one.Refuses = "Bad";
        await BothAsync();
        await PutAsync("A", "Bad", "B");
        AlertsUnqueued refused;
        do
        {
            refused = await _journal.NextAsync<AlertsUnqueued>();
        }
        while (refused.Reason != UnqueueReason.Refused);

        Assert.EndsWith("one/api/v2/alerts", refused.For, StringComparison.Ordinal);
        Assert.Contains("Bad", await _health.Reader.ReadAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await PutAsync("C");
        List<string> sent = [];
        while (!sent.Contains("C"))
        {
            string next = await _one.NextAsync();
            sent.AddRange(next.Contains("Bad", StringComparison.Ordinal) ? [] : next.Split(' '));
        }

        Assert.Equal(["A", "B", "C"], sent);
    }

    [Fact]
    public async Task Labels_are_changed_on_the_way_and_alerts_dropped()
    {
        var drop = Relabeling.Of([new RelabelConfig { SourceLabels = ["alertname"], Regex = "Secret", Action = RelabelAction.Drop }]);
        var rename = Relabeling.Of([new RelabelConfig { TargetLabel = "alertname", Replacement = "Renamed" }]);
        await _senders.SwapAsync(new Dictionary<string, AlertmanagerSet>
        {
            ["http://one/api/v2/alerts"] = _one.Set with { Alerts = [drop, rename] },
        });
        await PutAsync("Secret");
        Assert.Equal(UnqueueReason.Taken, (await _journal.NextAsync<AlertsUnqueued>()).Reason);
        await PutAsync("A");

        Assert.Equal("Renamed", await _one.NextAsync());
    }

    [Fact]
    public async Task An_Alertmanager_that_stays_over_a_reload_keeps_what_waits()
    {
        _one.Status = HttpStatusCode.Unauthorized;
        await BothAsync();
        await PutAsync("A");
        await _one.NextAsync();
        await _health.Reader.ReadAsync(TestContext.Current.CancellationToken);

        _two.Status = HttpStatusCode.OK;
        await _senders.SwapAsync(new Dictionary<string, AlertmanagerSet> { ["http://one/api/v2/alerts"] = _two.Set });
        Assert.Equal(["A", "A"], [await AdvanceToAsync(_two.NextAsync()), await AdvanceToAsync(_two.NextAsync())]);
    }

    private Task BothAsync() => _senders.SwapAsync(new Dictionary<string, AlertmanagerSet>
    {
        ["http://one/api/v2/alerts"] = _one.Set,
        ["http://two/api/v2/alerts"] = _two.Set,
    });

    private Task PutAsync(params string[] names) => _senders.PutAsync(
        [.. names.Select(name => QueueWorld.Alert(name, 0, 0))], TestContext.Current.CancellationToken);

    private async Task<int> SizeAsync() => (await _one.NextAsync()).Split(' ').Length;

    // From timer to timer: which of the two Alertmanagers armed the next one is not said.
    private async Task<string> AdvanceToAsync(ValueTask<string> what)
    {
        Task<string> awaited = what.AsTask();
        while (!awaited.IsCompleted)
        {
            if (_time.EarliestTimer() is { } next && next > _time.GetUtcNow())
            {
                _time.Advance(next - _time.GetUtcNow());
            }

            await Task.Yield();
        }

        return await awaited;
    }

    /// <summary>An Alertmanager in this process.</summary>
    private sealed class Alertmanager : HttpMessageHandler
    {
        private readonly Channel<string> _posts = Channel.CreateUnbounded<string>();

        public AlertmanagerSet Set => new() { Client = new HttpMessageInvoker(this, disposeHandler: false) };

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public Task Hold { get; set; } = Task.CompletedTask;

        /// <summary>The name of an alert that it finds wrong.</summary>
        public string Refuses { get; set; } = "";

        /// <summary>The names of the next request's alerts.</summary>
        public async ValueTask<string> NextAsync()
        {
            using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
            return await _posts.Reader.ReadAsync(tooLong.Token);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            string[] names = [.. body.AsArray().Select(alert => (string)alert!["labels"]!["alertname"]!)];
            HttpStatusCode status = names.Contains(Refuses) ? HttpStatusCode.BadRequest : Status;
            _posts.Writer.TryWrite(string.Join(' ', names));
            await Hold.WaitAsync(cancellationToken);
            return new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        }
    }
}
