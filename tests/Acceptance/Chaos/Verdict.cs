using System.Text.Json.Nodes;

namespace Tocsin.Acceptance.Chaos;

/// <summary>What is wrong with what arrived, held against what delivery promises. Pure.</summary>
internal static class Verdict
{
    /// <summary>The receiver that takes nothing.</summary>
    public const string Dead = "dead";

    /// <summary>Who is told in its place.</summary>
    public const string StandsIn = "r0";

    /// <summary>How many messages came at least once.</summary>
    public static int Different(IReadOnlyList<Message> arrived) =>
        arrived.Select(m => (m.Receiver, m.Group, m.Stage)).Distinct().Count();

    public static IEnumerable<string> Faults(IReadOnlyList<string> groups, IReadOnlyList<Message> arrived) =>
        [.. Missing(groups, arrived), .. Unlabelled(arrived), .. OutOfOrder(arrived), .. Misnamed(arrived), .. Misplaced(arrived)];

    // What was decided arrives under its id, or is known to have failed; the stages have waited for its group to be heard
    // of all the same. Alerts of our own go to a receiver that is in order.
    public static IEnumerable<string> Lost(IReadOnlyList<JsonNode> history, IReadOnlyList<Message> arrived)
    {
        HashSet<string> ended =
        [
            .. arrived.Select(m => m.Id),
            .. history.Where(e => (string)e["event"]! == "notificationFailed").Select(e => (string)e["notificationId"]!),
        ];
        return history
            .Where(e => (string)e["event"]! == "notificationDecided" && (string)e["receiver"]! is not (Dead or "own")
                && !ended.Contains((string)e["notificationId"]!))
            .Select(e => $"decided and never arrived: {e.ToJsonString()}");
    }

    // Each stage of each group, at the receiver that it is for; what is for the dead one, at the one behind it.
    private static IEnumerable<string> Missing(IReadOnlyList<string> groups, IReadOnlyList<Message> arrived)
    {
        HashSet<(string, string, int)> there = [.. arrived.Select(m => (m.Receiver, m.Group, m.Stage))];
        return
            from @group in groups
            let receiver = Life.ReceiverOf(@group)
            let place = receiver == Dead ? StandsIn : receiver
            from stage in Enumerable.Range(1, Life.Stages)
            where !there.Contains((place, @group, stage))
            select $"stage {stage} of {@group} never came to {place}";
    }

    // Repeats may come at any time; a message that does not say that it is one must be the first of its content.
    private static IEnumerable<string> Unlabelled(IReadOnlyList<Message> arrived)
    {
        var known = new HashSet<(string, string, int)>();
        foreach (Message message in arrived)
        {
            if (!known.Add((message.Receiver, message.Group, message.Stage)) && !message.IsRepeat)
            {
                yield return $"came again and did not say so: {message}";
            }
        }
    }

    private static IEnumerable<string> OutOfOrder(IReadOnlyList<Message> arrived)
    {
        var last = new Dictionary<(string, string), int>();
        foreach (Message message in arrived)
        {
            (string, string) key = (message.Receiver, message.Group);
            if (message.Stage < last.GetValueOrDefault(key))
            {
                yield return $"came after stage {last[key]}: {message}";
            }

            last[key] = Math.Max(message.Stage, last.GetValueOrDefault(key));
        }
    }

    // Receivers drop what they have already by its id, so that one id must never stand for two messages.
    private static IEnumerable<string> Misnamed(IReadOnlyList<Message> arrived) => arrived
        .GroupBy(m => m.Id)
        .Where(same => same.Select(m => (m.Receiver, m.Group, m.Stage)).Distinct().Count() > 1)
        .Select(same => $"one id for several messages: {string.Join(", ", same)}");

    // Who stands in for another is told so. The end of it is told as any other end.
    private static IEnumerable<string> Misplaced(IReadOnlyList<Message> arrived) => arrived
        .Where(m => m.Stage < Life.Stages && m.IsFallback != (Life.ReceiverOf(m.Group) == Dead))
        .Select(m => $"wrong about whose place it takes: {m}");
}
