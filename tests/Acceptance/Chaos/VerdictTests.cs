using System.Text.Json.Nodes;

namespace Tocsin.Acceptance.Chaos;

/// <summary>A verdict that cannot see a fault proves nothing.</summary>
public sealed class VerdictTests
{
    private static readonly Message[] Good =
    [
        Told("r1-0", 1), Told("dead-0", 1), Told("r1-0", 1) with { IsRepeat = true }, Told("r1-0", 2), Told("dead-0", 2),
        Told("dead-0", 3), Told("r1-0", 3), Told("r1-0", 3) with { IsRepeat = true },
    ];

    [Fact]
    public void What_arrived_as_promised_has_no_fault() => Assert.Empty(Faults(Good));

    [Fact]
    public void A_page_that_never_came_is_seen() =>
        Assert.Equal(["stage 2 of dead-0 never came to r0"], Faults(Good.Where(m => (m.Group, m.Stage) != ("dead-0", 2))));

    [Fact]
    public void A_repeat_without_its_label_is_seen() =>
        Assert.StartsWith("came again", Faults([.. Good, Told("r1-0", 3)]).Single(), StringComparison.Ordinal);

    [Fact]
    public void A_repeat_that_comes_too_late_is_seen() => Assert.StartsWith(
        "came after stage 3", Faults([.. Good, Told("r1-0", 2) with { IsRepeat = true }]).Single(), StringComparison.Ordinal);

    [Fact]
    public void An_id_for_two_messages_is_seen() => Assert.StartsWith(
        "one id", Faults(Good.Select(m => m.Stage == 2 ? m with { Id = "same" } : m)).Single(), StringComparison.Ordinal);

    [Fact]
    public void A_page_that_does_not_say_whose_place_it_takes_is_seen() => Assert.StartsWith(
        "wrong about", Faults([Good[0], Good[1] with { IsFallback = false }, .. Good[2..]]).Single(), StringComparison.Ordinal);

    [Fact]
    public void A_decision_without_an_end_is_seen()
    {
        JsonNode[] history =
        [
            Happened("notificationDecided", "1"), Happened("notificationDecided", "2"), Happened("notificationFailed", "2"),
        ];
        Assert.Contains("\"1\"", Verdict.Lost(history, []).Single(), StringComparison.Ordinal);
        Assert.Empty(Verdict.Lost(history, [Good[0] with { Id = "1" }]));
    }

    private static IEnumerable<string> Faults(IEnumerable<Message> arrived) =>
        Verdict.Faults(["r1-0", "dead-0"], [.. arrived]);

    private static Message Told(string group, int stage)
    {
        bool isDead = Life.ReceiverOf(group) == Verdict.Dead;
        return new Message(isDead ? Verdict.StandsIn : Life.ReceiverOf(group), group, stage, $"{group}/{stage}")
        {
            IsFallback = isDead && stage < Life.Stages,
        };
    }

    private static JsonObject Happened(string what, string id) =>
        new() { ["event"] = what, ["receiver"] = "r1", ["notificationId"] = id };
}
