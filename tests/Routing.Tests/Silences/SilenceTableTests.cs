using System.Globalization;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Silences;

namespace Tocsin.Routing.Tests.Silences;

public sealed class SilenceTableTests
{
    private static readonly Instant Start = Instant.From(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private int _ids;

    private SilenceTable Table(SilenceTableOptions? options = null) =>
        new(options ?? new(), () => (++_ids).ToString("id-00", CultureInfo.InvariantCulture));

    private static Instant At(double minutes) => Start + TimeSpan.FromMinutes(minutes);

    private static SilenceDraft Draft(double from, double to, string id = "", string matchers = "alertname=\"Down\"")
    {
        Assert.True(MatcherParser.Default.TryParse(matchers, out MatcherSet? set, out string? error), error);
        return new()
        {
            Id = id,
            MatcherSets = [[.. set.Select(m => new MatcherDraft(m.Op, m.Name, m.Value))]],
            StartsAt = At(from),
            EndsAt = At(to),
            CreatedBy = "me",
            Comment = "why",
        };
    }

    private static SilenceDraft DraftOf(params MatcherDraft[] matchers) => Draft(0, 60) with { MatcherSets = [matchers] };

    private static IReadOnlyList<string> SilencedBy(SilenceTable table, string alertname, double at)
    {
        var cache = default(SilenceCache);
        return table.SilencedBy(LabelSet.Of(("alertname", alertname), ("job", "node")), ref cache, At(at));
    }

    [Fact]
    public void A_silence_mutes_from_its_start_up_to_its_end()
    {
        SilenceTable table = Table();
        string id = table.Set(Draft(10, 20), At(0)).Id;
        Assert.Empty(SilencedBy(table, "Down", 9.99));
        Assert.Equal([id], SilencedBy(table, "Down", 10));
        Assert.Equal([id], SilencedBy(table, "Down", 19.99));
        Assert.Empty(SilencedBy(table, "Down", 20));
        Assert.Empty(SilencedBy(table, "Up", 15));
    }

    [Fact]
    public void A_start_in_the_past_or_none_is_moved_to_now()
    {
        SilenceTable table = Table();
        Assert.Equal(At(5), table.Get(table.Set(Draft(0, 60), At(5)).Id)!.StartsAt);
        Assert.Equal(At(5), table.Get(table.Set(Draft(0, 60) with { StartsAt = default }, At(5)).Id)!.StartsAt);
    }

    [Fact]
    public void A_new_silence_is_one_change_with_all_its_facts()
    {
        SilenceOutcome outcome = Table().Set(
            Draft(10, 20) with { Annotations = LabelSet.Of(("ticket", "7")) }, At(0));
        Silence silence = Assert.Single(outcome.Changed);
        Assert.Equal(("id-01", "me", "why", "7"),
            (silence.Id, silence.CreatedBy, silence.Comment, silence.Annotations["ticket"]));
        Assert.Equal((At(10), At(20), At(0)), (silence.StartsAt, silence.EndsAt, silence.UpdatedAt));
        Assert.Equal(At(20) + TimeSpan.FromHours(120), silence.ExpiresAt);
        Assert.Equal("{alertname=\"Down\"}", Assert.Single(silence.MatcherSets).ToString());
    }

    [Fact]
    public void An_active_silence_changes_in_place_while_its_start_second_stays()
    {
        SilenceTable table = Table();
        string id = table.Set(Draft(0, 20), At(0)).Id;
        SilenceOutcome outcome = table.Set(
            Draft(0, 30, id) with { StartsAt = At(0) + TimeSpan.FromMilliseconds(900), Comment = "longer" }, At(5));
        Assert.Equal(id, outcome.Id);
        Assert.Equal("longer", Assert.Single(outcome.Changed).Comment);
        Assert.Equal([id], SilencedBy(table, "Down", 29));
        Assert.Equal(1, table.Count);
    }

    [Theory]
    [InlineData(0, 20, 1, 20, "alertname=\"Down\"")] // Another start of an active one.
    [InlineData(0, 20, 0, 20, "alertname=\"Up\"")] // Other matchers.
    [InlineData(10, 20, 2, 20, "alertname=\"Down\"")] // A pending one is to have begun already.
    [InlineData(0, 20, 0, 4, "alertname=\"Down\"")] // The end of an active one in the past.
    public void A_change_that_would_falsify_history_ends_the_old_silence_and_makes_a_new_one(
        double from, double to, double newFrom, double newTo, string matchers)
    {
        SilenceTable table = Table();
        string id = table.Set(Draft(from, to), At(0)).Id;
        SilenceOutcome outcome = table.Set(Draft(newFrom, newTo, id, matchers), At(5));
        Assert.Equal([id, outcome.Id], outcome.Changed.Select(s => s.Id));
        Assert.NotEqual(id, outcome.Id);
        Assert.Equal(SilenceState.Expired, table.Get(id)!.StateAt(At(5)));
        Assert.Equal(At(5), table.Get(outcome.Id)!.StartsAt);
    }

    [Fact]
    public void An_expired_silence_is_replaced_and_itself_left_alone()
    {
        SilenceTable table = Table();
        string id = table.Set(Draft(0, 20), At(0)).Id;
        SilenceOutcome outcome = table.Set(Draft(0, 60, id), At(30));
        Assert.Equal(outcome.Id, Assert.Single(outcome.Changed).Id);
        Assert.Equal(At(20), table.Get(id)!.EndsAt);
    }

    [Fact]
    public void Ending_a_silence_is_done_at_once_and_doing_it_again_changes_nothing()
    {
        SilenceTable table = Table();
        string active = table.Set(Draft(0, 20), At(0)).Id;
        string pending = table.Set(Draft(30, 40), At(0)).Id;
        Assert.Equal(At(5), Assert.Single(table.Expire(active, At(5)).Changed).EndsAt);
        Silence ended = Assert.Single(table.Expire(pending, At(5)).Changed);
        Assert.Equal((At(5), At(5)), (ended.StartsAt, ended.EndsAt));
        Assert.Empty(SilencedBy(table, "Down", 5));
        SilenceOutcome again = table.Expire(active, At(6));
        Assert.True(again.IsDone);
        Assert.Empty(again.Changed);
    }

    [Fact]
    public void An_unknown_id_is_not_found()
    {
        Assert.Equal((SilenceVerdict.NotFound, "silence not found"), Refusal(Table().Expire("x", At(0))));
        Assert.Equal((SilenceVerdict.NotFound, "silence not found"), Refusal(Table().Set(Draft(0, 1, "x"), At(0))));
    }

    [Fact]
    public void Bad_silences_are_refused_in_upstreams_words()
    {
        SilenceTable table = Table();
        (SilenceDraft Draft, string Error)[] cases =
        [
            (Draft(0, 60) with { MatcherSets = [] }, "at least one matcher set required"),
            (DraftOf(), "matcher set 0 is empty"),
            (DraftOf(new MatcherDraft(MatchOp.Equal, "", "b")), "invalid label matcher 0 in set 0: invalid label name \"\""),
            (DraftOf(new(MatchOp.Equal, "a", "b"), new(MatchOp.Regex, "c", "(")),
                "invalid label matcher 1 in set 0: invalid regular expression \"(\": "
                + "error parsing regexp: missing closing ): `(`"),
            (DraftOf(new MatcherDraft(MatchOp.Regex, "c", "a)|(b")),
                "invalid label matcher 0 in set 0: invalid regular expression \"a)|(b\": "
                + "error parsing regexp: unexpected ): `a)|(b`"),
            (DraftOf(new(MatchOp.Equal, "a", ""), new(MatchOp.Regex, "c", ".*")),
                "matcher set 0: at least one matcher must not match the empty string"),
            (Draft(20, 10), "end time must not be before start time"),
            (Draft(0, 10) with { EndsAt = default }, "invalid zero end timestamp"),
        ];
        foreach ((SilenceDraft draft, string error) in cases)
        {
            Assert.Equal((SilenceVerdict.Invalid, "invalid silence: " + error), Refusal(table.Set(draft, At(0))));
        }

        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void A_lone_negative_matcher_passes_as_upstream()
    {
        Assert.True(Table().Set(DraftOf(new MatcherDraft(MatchOp.NotEqual, "a", "x")), At(0)).IsDone);
    }

    [Fact]
    public void The_classic_mode_refuses_names_that_are_not_classic()
    {
        SilenceDraft draft = DraftOf(new MatcherDraft(MatchOp.Equal, "a-b", "x"));
        Assert.True(Table().Set(draft, At(0)).IsDone);
        SilenceOutcome refused = Table(new() { Mode = MatcherMode.Classic }).Set(draft, At(0));
        Assert.Equal("invalid silence: invalid label matcher 0 in set 0: invalid label name \"a-b\"", refused.Error);
    }

    [Fact]
    public void Limits_are_kept_and_a_refused_change_leaves_the_old_silence()
    {
        SilenceTable table = Table(new() { SilencesMax = 1 });
        string id = table.Set(Draft(0, 20), At(0)).Id;
        Assert.Equal((SilenceVerdict.Limited, "exceeded maximum number of silences: 1 (limit: 1)"),
            Refusal(table.Set(Draft(0, 20), At(0))));
        Assert.Equal(SilenceVerdict.Limited, table.Set(Draft(1, 20, id), At(5)).Verdict);
        Assert.Equal([id], SilencedBy(table, "Down", 6));
        Assert.Equal(id, table.Set(Draft(0, 30, id), At(6)).Id);

        int size = SilenceSize.Of(table.Get(id)!);
        SilenceOutcome tooBig = Table(new() { SizeBytesMax = 60 }).Set(Draft(0, 20), At(0));
        Assert.StartsWith("silence exceeded maximum size: ", tooBig.Error, StringComparison.Ordinal);
        Assert.EndsWith(" bytes (limit: 60 bytes)", tooBig.Error, StringComparison.Ordinal);
        Assert.InRange(size, 70, 110);
    }

    [Fact]
    public void Of_two_versions_the_later_change_wins_whatever_the_order()
    {
        SilenceTable table = Table();
        Silence first = table.Get(table.Set(Draft(0, 20), At(0)).Id)!;
        Silence second = first with { EndsAt = At(30), UpdatedAt = At(2), ExpiresAt = At(40) };
        SilenceTable peer = Table();
        Assert.True(peer.Merge(second, At(3)));
        Assert.False(peer.Merge(first, At(3)));
        Assert.True(table.Merge(second, At(3)));
        Assert.False(table.Merge(second, At(3)));
        Assert.Equal(At(30), table.Get(first.Id)!.EndsAt);
        Assert.Equal(At(30), peer.Get(first.Id)!.EndsAt);
        Assert.False(Table().Merge(second, At(40.1)));
    }

    [Fact]
    public void Two_changes_within_one_instant_stay_in_order()
    {
        SilenceTable table = Table();
        Silence created = table.Get(table.Set(Draft(0, 20), At(0)).Id)!;
        Silence ended = Assert.Single(table.Expire(created.Id, At(0)).Changed);
        SilenceTable peer = Table();
        Assert.True(peer.Merge(ended, At(0)));
        Assert.False(peer.Merge(created, At(0)));
        Assert.Equal(SilenceState.Expired, peer.Get(created.Id)!.StateAt(At(1)));
    }

    [Fact]
    public void A_silence_is_forgotten_when_its_retention_has_passed()
    {
        SilenceTable table = Table(new() { Retention = TimeSpan.FromMinutes(60) });
        string id = table.Set(Draft(0, 20), At(0)).Id;
        string other = table.Set(Draft(0, 21), At(0)).Id;
        Assert.Empty(table.Forget(At(79.9)));
        Assert.Equal([id], table.Forget(At(80)));
        Assert.Null(table.Get(id));
        Assert.NotNull(table.Get(other));
        Assert.True(table.Forget(other));
        Assert.False(table.Forget(other));
    }

    [Fact]
    public void An_expired_silence_that_a_peer_prolongs_mutes_again_also_where_it_was_cached()
    {
        SilenceTable table = Table();
        Silence silence = table.Get(table.Set(Draft(0, 20), At(0)).Id)!;
        LabelSet labels = LabelSet.Of(("alertname", "Down"));
        var cache = default(SilenceCache);
        Assert.Single(table.SilencedBy(labels, ref cache, At(1)));
        Assert.Empty(table.SilencedBy(labels, ref cache, At(21)));
        table.Forget(At(21));
        Assert.True(table.Merge(silence with { EndsAt = At(60), UpdatedAt = At(22) }, At(22)));
        Assert.Equal([silence.Id], table.SilencedBy(labels, ref cache, At(23)));
    }

    [Fact]
    public void Pending_silences_that_match_are_told_apart()
    {
        SilenceTable table = Table();
        string later = table.Set(Draft(30, 40), At(0)).Id;
        string now = table.Set(Draft(0, 40, "", "alertname=~\"D.*\""), At(0)).Id;
        LabelSet labels = LabelSet.Of(("alertname", "Down"));
        var cache = default(SilenceCache);
        Assert.Equal([now], table.SilencedBy(labels, ref cache, At(1)));
        Assert.Equal([later], table.PendingFor(labels, ref cache, At(1)));
        Assert.Equal([later, now], table.SilencedBy(labels, ref cache, At(31)));
        Assert.Empty(table.PendingFor(labels, ref cache, At(31)));
    }

    [Fact]
    public void A_silence_with_several_sets_mutes_what_matches_any_and_is_named_once()
    {
        SilenceTable table = Table();
        MatcherDraft[] byName = [new(MatchOp.Equal, "alertname", "Down")];
        MatcherDraft[] byJob = [new(MatchOp.Regex, "job", "node|x")];
        string id = table.Set(Draft(0, 60) with { MatcherSets = [byName, byJob] }, At(0)).Id;
        Assert.Equal([id], SilencedBy(table, "Down", 1));
        Assert.Equal([id], SilencedBy(table, "Other", 1));
    }

    [Fact]
    public void The_list_is_sorted_and_filtered_as_the_API_does()
    {
        SilenceTable table = Table();
        string[] ids =
        [
            table.Set(Draft(0, 50), At(0)).Id, table.Set(Draft(0, 40), At(0)).Id,
            table.Set(Draft(30, 90), At(0)).Id, table.Set(Draft(25, 90, "", "a=\"b\",c=~\"d\""), At(0)).Id,
            table.Set(Draft(0, 10), At(0)).Id, table.Set(Draft(0, 15), At(0)).Id,
        ];
        Assert.Equal([ids[1], ids[0], ids[3], ids[2], ids[5], ids[4]],
            table.Query(new(), At(20)).Select(s => s.Id));
        Assert.Equal([ids[3], ids[2]],
            table.Query(new() { Active = false, Expired = false }, At(20)).Select(s => s.Id));
        Assert.Equal([ids[3]], table.Query(
            new() { Filter = [LabelMatcher.Create(MatchOp.Regex, "c", "d")] }, At(20)).Select(s => s.Id));
        Assert.Empty(table.Query(new() { Filter = [LabelMatcher.Create(MatchOp.Equal, "c", "d")] }, At(20)));
        Assert.Equal((2, 2, 2), table.CountByState(At(20)));
    }

    [Fact]
    public void The_APIs_own_checks_of_the_times_have_their_own_texts()
    {
        Assert.Equal("Failed to create silence: start time must be before end time", SilenceRules.CheckTimes(At(1), At(1), At(0)));
        Assert.Equal("Failed to create silence: end time can't be in the past", SilenceRules.CheckTimes(At(1), At(2), At(3)));
        Assert.Null(SilenceRules.CheckTimes(At(1), At(2), At(2)));
    }

    private static (SilenceVerdict Verdict, string Error) Refusal(SilenceOutcome outcome)
    {
        Assert.Empty(outcome.Changed);
        Assert.Empty(outcome.Id);
        return (outcome.Verdict, outcome.Error);
    }
}
