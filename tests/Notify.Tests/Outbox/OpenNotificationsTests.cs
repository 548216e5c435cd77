using System.Globalization;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Outbox;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>What waits is found by its id, however many come and go and however their ids lie.</summary>
public sealed class OpenNotificationsTests
{
    [Theory]
    [InlineData(0x1)]
    [InlineData(0xF)]
    [InlineData(0xFFFF)]
    public void Each_is_found_until_it_ends(int idMask)
    {
        var random = new Random(11);
        var state = new NotifyState();
        Dictionary<string, int> expected = [];
        for (int i = 0; i < 6_000; i++)
        {
            // Few low bits, so that many ids fall on one place, and on the end of the table.
            string id = (((UInt128)(uint)i << 64) | (uint)(random.Next() & idMask)).ToString("x32", CultureInfo.InvariantCulture);
            state.Apply(Decided(id, i));
            expected[id] = i;
            bool isWave = i % 2_000 > 1_000;
            while (expected.Count > 0 && random.Next(10) < (isWave ? 8 : 3))
            {
                string gone = expected.Keys.ElementAt(random.Next(Math.Min(expected.Count, 50)));
                state.Apply(Failed(gone, expected[gone]));
                expected.Remove(gone);
                Assert.Null(state.Find(gone));
            }
        }

        Assert.Equal(expected.Count, state.OpenCount);
        Assert.Equal(expected.Keys.Order(), state.Open.Select(open => open.Id).Order());
        Assert.All(expected.Keys, id => Assert.Equal(id, state.Find(id)?.Id));
    }

    private static NotificationDecided Decided(string id, int number) => new(At(0))
    {
        Id = id,
        Target = TargetOf(number),
        GroupKey = "{}:{}",
        FlushNumber = 1,
        FlushAt = At(0),
        Deadline = At(5),
        RepeatInterval = TimeSpan.FromHours(4),
        Reason = DedupReason.FirstNotification,
        GroupLabels = LabelSet.Empty,
        RouteLabels = LabelSet.Empty,
        Alerts = [Firing("a")],
        Firing = [AlertHashes.HashOf(Firing("a"))],
        Resolved = [],
        Muted = [],
    };

    private static NotificationFailed Failed(string id, int number) => new(At(1))
    {
        Id = id,
        Target = TargetOf(number),
        Reason = SendFailureReason.Other,
        Attempts = 1,
        Detail = "",
    };

    private static NotificationTarget TargetOf(int number) => new($"g{number}", "team-x", "webhook", 0);
}
