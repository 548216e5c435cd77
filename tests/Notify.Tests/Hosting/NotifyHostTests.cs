using System.Diagnostics.Metrics;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Hosting;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Hosting;

public sealed class NotifyHostTests
{
    [Fact]
    public async Task A_flush_ends_well_once_the_message_was_taken()
    {
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier));

        driver.Flush(Of(At(0), Firing("a")));
        (await notifier.NextAsync()).Answer(new SendOutcome.Delivered { Code = 200 });

        Assert.True(await driver.EndAsync());
        Assert.Equal(
            [typeof(NotificationDecided), typeof(AttemptFinished), typeof(NotificationLogged)],
            driver.Journal.Written.Select(e => e.GetType()));
    }

    [Fact]
    public async Task The_next_attempt_comes_when_its_pause_is_over()
    {
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier));
        driver.Flush(Of(At(0), Firing("a")));
        (await notifier.NextAsync()).Answer(new SendOutcome.Retry(SendFailureReason.ServerError) { Code = 500 });
        AttemptFinished first = await driver.Journal.NextAsync<AttemptFinished>();

        await driver.PassAsync(first.NextTryAt - first.At);
        ManualSend second = await notifier.NextAsync();
        second.Answer(new SendOutcome.Delivered());

        Assert.Equal(2, second.Notification.Attempt);
        Assert.True(await driver.EndAsync());
    }

    [Fact]
    public async Task A_send_that_hangs_is_cut_off_at_the_deadline_of_the_flush()
    {
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier));
        driver.Flush(Of(At(0), Firing("a")));
        await notifier.NextAsync();

        driver.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.False(await driver.EndAsync());
        AttemptFinished attempt = await driver.Journal.NextAsync<AttemptFinished>();
        Assert.Equal(SendFailureReason.ContextDeadlineExceeded, attempt.Reason);
    }

    [Fact]
    public async Task A_bug_in_an_integration_is_one_failed_attempt_and_not_the_end_of_paging()
    {
        await using HostDriver driver = new(HostDriver.ModelOf(new Buggy()));

        driver.Flush(Of(At(0), Firing("a")));

        AttemptFinished attempt = await driver.Journal.NextAsync<AttemptFinished>();
        Assert.Equal(AttemptResult.Retry, attempt.Result);
        Assert.DoesNotContain("s3cret", attempt.Answer, StringComparison.Ordinal);
        Assert.Single(driver.Faults);
    }

    [Fact]
    public async Task A_full_queue_refuses_the_flush_at_once()
    {
        await using HostDriver driver = new(
            HostDriver.ModelOf(new ManualNotifier()), new NotifyOptions { FlushQueueMax = 0 });

        Assert.False(await driver.FlushAsync(Of(At(0), Firing("a"))));
    }

    [Fact]
    public async Task What_a_stop_leaves_unfinished_is_sent_again_after_the_start()
    {
        ManualNotifier notifier = new();
        HostDriver before = new(HostDriver.ModelOf(notifier));
        before.Flush(Of(At(0), Firing("a")));
        ManualSend cut = await notifier.NextAsync();
        await before.DisposeAsync();
        Assert.False(await before.EndAsync());
        Assert.Equal(1, before.Journal.Checkpoints);

        var state = new NotifyState();
        before.Journal.Written.ForEach(state.Apply);
        await using HostDriver after = new(HostDriver.ModelOf(notifier), state: state);
        ManualSend again = await notifier.NextAsync();

        Assert.Equal(cut.Notification.Id, again.Notification.Id);
        Assert.True(again.Notification.IsRepeat);
    }

    [Fact]
    public async Task A_stop_waits_for_sends_under_way_as_long_as_it_may()
    {
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier));
        driver.Flush(Of(At(0), Firing("a")));
        ManualSend send = await notifier.NextAsync();

        Task stopped = driver.Host.StopAsync(TimeSpan.FromSeconds(20));
        send.Answer(new SendOutcome.Delivered());
        await stopped;

        Assert.Single(driver.Journal.Written.OfType<NotificationLogged>());
    }

    [Fact]
    public async Task After_a_swap_flushes_go_to_the_new_receivers()
    {
        ManualNotifier next = new();
        await using HostDriver driver = new(NotifyModel.Empty);
        Assert.False(await driver.FlushAsync(Of(At(0), Firing("a"))));

        await driver.Host.SwapAsync(HostDriver.ModelOf(next));
        driver.Flush(Of(At(5), Firing("a")));

        (await next.NextAsync()).Answer(new SendOutcome.Delivered());
        Assert.True(await driver.EndAsync());
    }

    [Fact]
    public async Task A_checkpoint_and_the_events_after_it_give_the_same_state()
    {
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier));
        driver.Flush(Of(At(0), Firing("a")));
        (await notifier.NextAsync()).Answer(new SendOutcome.Delivered());
        await driver.EndAsync();

        await driver.Host.SaveCheckpointAsync();

        Assert.Equal(1, driver.Journal.Checkpoints);
    }

    [Fact]
    public async Task Metrics_count_what_the_journal_tells()
    {
        Dictionary<string, double> sums = [];
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier));
        using MeterListener listener = Listen(sums, driver.Journal);
        driver.Metrics.Preset("webhook");
        driver.Flush(Of(At(0), Firing("a")));
        (await notifier.NextAsync()).Answer(new SendOutcome.Rejected(SendFailureReason.AuthError) { Code = 401 });
        await driver.EndAsync();

        Assert.Equal(1, sums["alertmanager_notifications_total{integration=webhook}"]);
        Assert.Equal(1, sums["alertmanager_notification_requests_total{integration=webhook}"]);
        Assert.Equal(1, sums["alertmanager_notification_requests_failed_total{integration=webhook}"]);
        Assert.Equal(1, sums["alertmanager_notifications_failed_total{integration=webhook,reason=authError}"]);
        Assert.Equal(0, sums["alertmanager_notifications_failed_total{integration=webhook,reason=rateLimited}"]);
    }

    [Fact]
    public async Task The_receivers_name_is_a_label_if_that_was_asked_for()
    {
        Dictionary<string, double> sums = [];
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier), withReceiverName: true);
        using MeterListener listener = Listen(sums, driver.Journal);
        driver.Flush(Of(At(0), Firing("a")));
        (await notifier.NextAsync()).Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));
        await driver.EndAsync();

        Assert.Equal(1, sums["alertmanager_notifications_total{integration=webhook,receiver_name=team-x}"]);
        Assert.Equal(
            1,
            sums["alertmanager_notifications_failed_total{integration=webhook,receiver_name=team-x,reason=clientError}"]);
    }

    private static MeterListener Listen(Dictionary<string, double> sums, object scope)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == NotifyMetrics.MeterName && instrument.Meter.Scope == scope)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string labels = string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
            lock (sums)
            {
                string name = $"{instrument.Name}{{{labels}}}";
                sums[name] = sums.GetValueOrDefault(name) + value;
            }
        });
        listener.Start();
        return listener;
    }

    private sealed class Buggy : INotifier
    {
        public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
            throw new InvalidOperationException("https://hooks/s3cret");
    }
}
