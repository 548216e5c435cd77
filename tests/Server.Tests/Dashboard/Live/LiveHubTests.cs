using System.Text;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>Who is let in, what each is given, and what happens to who is slow or comes back.</summary>
public sealed class LiveHubTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_of_equal_queries_are_given_the_very_same_events()
    {
        await using var rig = new HubRig();
        LiveReader[] readers = [await rig.OpenAsync("filter=cluster%3Dx"), await rig.OpenAsync("filter=cluster%3Dx")];
        LiveReader other = await rig.OpenAsync("filter=cluster%3Dy");
        Assert.Same(readers[0].Slot, readers[1].Slot);
        Assert.NotSame(readers[0].Slot, other.Slot);
        Assert.Equal("snapshot", KindOf(await rig.NextAsync(readers[0])));
        Assert.Equal("snapshot", KindOf(await rig.NextAsync(readers[1])));
        Assert.Equal("snapshot", KindOf(await rig.NextAsync(other)));

        await rig.FireAsync("A", "B");
        byte[] first = await rig.NextAsync(readers[0]);
        Assert.Equal("delta", KindOf(first));
        Assert.Same(first, await rig.NextAsync(readers[1]));
    }

    [Fact]
    public async Task Who_comes_back_is_given_what_it_missed_and_then_sees_what_who_comes_now_sees()
    {
        await using var rig = new HubRig();
        LiveReader stayed = await rig.OpenAsync();
        LiveReader left = await rig.OpenAsync();
        var page = new Browser();
        page.Take(await rig.NextAsync(left));
        var watching = new Browser();
        rig.Hub.Close(left);
        foreach (string name in new[] { "A", "B", "C" })
        {
            await rig.FireAsync(name);
            await rig.ShowAsync(stayed, watching, watching.AlertCount + 1);
        }

        LiveReader back = await rig.OpenAsync("", page.LastEventId);
        string kinds = "";
        while (page.AlertCount < 3)
        {
            byte[] happened = await rig.NextAsync(back);
            kinds += KindOf(happened) + " ";
            page.Take(happened);
        }

        Assert.Equal("delta delta delta ", kinds);
        Assert.Equal(watching.LastEventId, page.LastEventId);
        Assert.Equal(watching.Groups[0].Alerts, page.Groups[0].Alerts);
        Assert.Equal("tick", KindOf(await rig.NextAsync(back)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("epoch1-")]
    [InlineData("epoch1-99")]
    [InlineData("epoch1-+0")]
    [InlineData("another-0")]
    public async Task An_event_that_was_never_sent_leads_to_a_beginning(string lastEventId)
    {
        await using var rig = new HubRig();
        Assert.StartsWith("id: epoch1-0\n", TextOf(await rig.NextAsync(await rig.OpenAsync())), StringComparison.Ordinal);
        Assert.Equal("snapshot", KindOf(await rig.NextAsync(await rig.OpenAsync("", lastEventId))));
    }

    [Fact]
    public async Task A_view_that_nobody_looks_at_is_kept_for_a_minute()
    {
        await using var rig = new HubRig();
        LiveReader reader = await rig.OpenAsync();
        var page = new Browser();
        page.Take(await rig.NextAsync(reader));
        rig.Hub.Close(reader);
        await rig.PassAsync(TimeSpan.FromSeconds(50));
        reader = await rig.OpenAsync("", page.LastEventId);
        Assert.Equal("tick", KindOf(await rig.NextAsync(reader)));
        rig.Hub.Close(reader);
        await rig.PassAsync(TimeSpan.FromSeconds(70));
        Assert.Equal("snapshot", KindOf(await rig.NextAsync(await rig.OpenAsync("", page.LastEventId))));
    }

    [Fact]
    public async Task Who_is_slow_holds_a_bounded_queue_and_begins_again()
    {
        await using var rig = new HubRig(new LiveOptions { QueueMax = 4 });
        LiveReader quick = await rig.OpenAsync();
        LiveReader slow = await rig.OpenAsync();
        var watching = new Browser();
        for (int i = 0; i < 8; i++)
        {
            await rig.FireAsync($"A{i}");
            await rig.ShowAsync(quick, watching, Math.Min(i + 1, 5));
            if (i >= 5)
            {
                watching.Take(await rig.NextAsync(quick));
            }
        }

        Assert.True(slow.IsBehind);
        Assert.False(quick.IsBehind);
        Assert.Equal(4, slow.Events.Count);
        var page = new Browser();
        while (slow.Events.TryRead(out byte[]? happened))
        {
            page.Take(happened);
        }

        rig.Hub.Resume(slow);
        page.Take(await rig.NextAsync(slow));
        Assert.False(slow.IsBehind);
        Assert.Equal(8, (int)page.Counts["alerts"]!);
        Assert.Equal(watching.Groups[0].Alerts, page.Groups[0].Alerts);
    }

    [Fact]
    public async Task As_many_streams_are_let_in_as_may_be_and_a_place_that_is_free_again_is_given_away()
    {
        await using var rig = new HubRig(new LiveOptions { ReadersMax = 2 });
        LiveReader first = await rig.OpenAsync();
        await rig.OpenAsync();
        Assert.Null(await rig.TryOpenAsync());
        rig.Hub.Close(first);
        await rig.OpenAsync();
        Assert.Null(await rig.TryOpenAsync());
    }

    [Fact]
    public async Task A_view_too_many_is_refused_until_one_of_them_has_no_reader()
    {
        await using var rig = new HubRig(new LiveOptions { FeedsMax = 2, ReadersMax = 4 });
        LiveReader one = await rig.OpenAsync("limit=1");
        await rig.OpenAsync("limit=2");
        Assert.Null(await rig.TryOpenAsync("limit=3"));
        await rig.OpenAsync("limit=2");
        rig.Hub.Close(one);
        await rig.OpenAsync("limit=3");

        // The refused one has not used up a place.
        await rig.OpenAsync("limit=3");
        Assert.Null(await rig.TryOpenAsync("limit=3"));
    }

    [Fact]
    public async Task Who_goes_away_while_it_is_let_in_does_not_stay_behind()
    {
        await using var rig = new HubRig(new LiveOptions { ReadersMax = 1 });
        using var gate = new ManualResetEventSlim();
        Task<int> busy = rig.Hub.AskAsync((_, _) => gate.Wait(TimeSpan.FromMinutes(1), Cancellation) ? 1 : 0, Cancellation);
        using var leaving = new CancellationTokenSource();
        Task<LiveReader?> opening = rig.Hub.OpenAsync(LiveQueries.Read(""), "", leaving.Token);
        await leaving.CancelAsync();
        gate.Set();
        Assert.Equal(1, await busy);
        LiveReader? reader = await opening;
        Assert.NotNull(reader);
        rig.Hub.Close(reader);
        Assert.Single((await rig.OpenAsync()).Slot.Readers);
    }

    [Fact]
    public async Task While_nothing_happens_a_sign_of_life_comes_every_five_seconds()
    {
        await using var rig = new HubRig();
        LiveReader reader = await rig.OpenAsync();
        var page = new Browser();
        page.Take(await rig.NextAsync(reader));
        DateTimeOffset began = rig.Time.GetUtcNow();
        for (int i = 1; i <= 3; i++)
        {
            byte[] happened = await rig.NextAsync(reader);
            Assert.Equal("tick", KindOf(happened));
            page.Take(happened);
            Assert.InRange(rig.Time.GetUtcNow() - began, TimeSpan.FromSeconds(5 * i), TimeSpan.FromSeconds((5 * i) + (2 * i)));
        }
    }

    [Fact]
    public async Task An_alert_comes_into_a_view_by_its_age_alone()
    {
        await using var rig = new HubRig();
        DateTimeOffset began = rig.Time.GetUtcNow();
        await rig.FireAsync("A");
        LiveReader reader = await rig.OpenAsync("filter=@age%3E30s");
        var page = new Browser();
        page.Take(await rig.NextAsync(reader));
        Assert.Equal(0, page.AlertCount);
        await rig.ShowAsync(reader, page, 1);
        Assert.InRange((rig.Time.GetUtcNow() - began).TotalSeconds, 30, 40);
    }

    [Fact]
    public async Task Streams_end_with_the_server()
    {
        LiveHub hub;
        await using (var rig = new HubRig())
        {
            await rig.OpenAsync();
            hub = rig.Hub;
            Assert.False(hub.Stopping.IsCancellationRequested);
        }

        Assert.True(hub.Stopping.IsCancellationRequested);
    }

    private static string TextOf(byte[] happened) => Encoding.UTF8.GetString(happened);

    private static string KindOf(byte[] happened) => TextOf(happened).Split('\n')[1]["event: ".Length..];
}
