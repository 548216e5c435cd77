using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Tests.Outbox;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.NotificationLog;

/// <summary>Random lives of a group against a model of upstream's log that is made of sets of names.</summary>
public sealed class NotificationLogProperties
{
    private const int Names = 4;

    [Fact]
    public void Without_mutes_the_log_decides_like_a_naive_one()
    {
        Prop.ForAll(Lives(states: 3), Gen.Elements(true, false).ToArbitrary(), (life, sendResolved) =>
            Play(life, sendResolved, new NotifyOptions { ResolvedAfterMute = false }))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void With_mutes_and_without_Tocsins_options_it_still_does()
    {
        Prop.ForAll(Lives(states: 5), Gen.Elements(true, false).ToArbitrary(), (life, sendResolved) =>
            Play(life, sendResolved, new NotifyOptions { ResolvedAfterMute = false }))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void With_ResolvedAfterMute_whoever_is_told_that_an_alert_fires_is_told_that_it_ended()
    {
        Prop.ForAll(Lives(states: 5), life => EveryEndIsTold(life)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Set_operations_agree_with_those_of_a_hash_set()
    {
        Gen<ulong[]> some = Gen.Choose(0, 12).Select(i => (ulong)i).ArrayOf();
        Prop.ForAll(some.ToArbitrary(), some.ToArbitrary(), (a, b) =>
        {
            AlertHashes left = AlertHashes.Of(a);
            AlertHashes right = AlertHashes.Of(b);
            Assert.Equal(new HashSet<ulong>(a).IsSubsetOf(b), left.IsSubsetOf(right));
            Assert.Equal(new HashSet<ulong>(a).Overlaps(b), left.Overlaps(right));
            Assert.Equal(a.Union(b).Order(), left.Union(right).Sorted.ToArray());
            Assert.All(b, hash => Assert.Equal(a.Contains(hash), left.Contains(hash)));
        }).QuickCheckThrowOnFailure();
    }

    // A life is a list of flushes; in each, every alert is absent, firing, resolved, muted firing or muted resolved.
    private static Arbitrary<int[][]> Lives(int states) =>
        Gen.Choose(0, states - 1).ArrayOf(Names).ListOf().Select(l => l.ToArray()).ToArbitrary();

    private static void Play(int[][] life, bool sendResolved, NotifyOptions options)
    {
        CoreDriver driver = new(CoreDriver.Model(sendResolved: sendResolved), options);
        var naive = new NaiveLog(sendResolved, TimeSpan.FromMinutes(12));
        for (int i = 0; i < life.Length; i++)
        {
            Flush flush = FlushOf(life[i], At(i * 5)) with { RepeatInterval = TimeSpan.FromMinutes(12) };
            IReadOnlyList<Notification> sent = driver.FlushAndDeliver(flush);
            string? want = naive.Flush(flush);

            Assert.Equal(want, sent.SingleOrDefault()?.Reason);
        }
    }

    private static void EveryEndIsTold(int[][] life)
    {
        CoreDriver driver = new(CoreDriver.Model());
        HashSet<string> toldFiring = [];
        for (int i = 0; i < life.Length; i++)
        {
            Flush flush = FlushOf(life[i], At(i * 5));
            foreach (Notification sent in driver.FlushAndDeliver(flush))
            {
                toldFiring.UnionWith(sent.Alerts.Where(a => a.EndsAt.IsZero).Select(Name));
                toldFiring.ExceptWith(sent.Alerts.Where(a => !a.EndsAt.IsZero).Select(Name));
            }

            HashSet<string> absent = [.. Enumerable.Range(0, Names).Where(n => life[i][n] == 0).Select(n => $"a{n}")];
            toldFiring.ExceptWith(absent);
            Assert.Empty(toldFiring.Intersect(flush.Muted.Where(m => !m.Alert.EndsAt.IsZero).Select(m => Name(m.Alert))));
        }
    }

    private static Flush FlushOf(int[] states, Instant at)
    {
        List<Alert> alerts = [];
        List<MutedAlert> muted = [];
        for (int n = 0; n < states.Length; n++)
        {
            Alert firing = Firing($"a{n}");
            Alert resolved = Resolved($"a{n}");
            switch (states[n])
            {
                case 1:
                    alerts.Add(firing);
                    break;
                case 2:
                    alerts.Add(resolved);
                    break;
                case 3:
                    muted.Add(Muted(firing));
                    break;
                case 4:
                    muted.Add(Muted(resolved));
                    break;
            }
        }

        return Of(at, alerts) with { Muted = muted };
    }

    private static string Name(Alert alert) => alert.Labels["alertname"]!;

    /// <summary>Upstream's rules on sets of names, written from the table without looking at the code under test.</summary>
    private sealed class NaiveLog(bool sendResolved, TimeSpan repeat)
    {
        private HashSet<string>? _firing;
        private HashSet<string> _resolved = [];
        private Instant _told;

        public string? Flush(Flush flush)
        {
            // An empty pipeline never reaches the log.
            if (flush.Alerts.Count == 0)
            {
                return null;
            }

            HashSet<string> firing = [.. flush.Alerts.Where(a => a.EndsAt.IsZero).Select(Name)];
            HashSet<string> resolved = [.. flush.Alerts.Where(a => !a.EndsAt.IsZero).Select(Name)];
            string? reason = Reason(firing, resolved, flush.At);
            if (reason is not null)
            {
                (_firing, _resolved, _told) = (firing, resolved, flush.At);
            }

            return reason is not null && (sendResolved || firing.Count > 0) ? reason : null;
        }

        private string? Reason(HashSet<string> firing, HashSet<string> resolved, Instant now)
        {
            if (_firing is null)
            {
                return firing.Count > 0 ? "first notification" : null;
            }

            if (firing.Except(_firing).Any())
            {
                return _firing.Count == 0 ? "first notification" : "new alerts added";
            }

            if (firing.Count == 0)
            {
                return _firing.Count > 0 ? "all alerts resolved" : null;
            }

            if (sendResolved && resolved.Except(_resolved).Any())
            {
                return "some alerts resolved";
            }

            return _told < now - repeat ? "repeat interval elapsed" : null;
        }
    }
}
