using System.Security.Cryptography;
using System.Text;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.ReceiverTests;

/// <summary>Makes up the alert of a test and the messages that tell of it. Immutable.</summary>
/// <param name="test">What was asked for.</param>
/// <param name="startsAt">When the alert begins to fire.</param>
internal sealed class TestMessage(ReceiverTest test, Instant startsAt)
{
    private const string Mark = "TEST: ";

    /// <summary>The alert's labels.</summary>
    public LabelSet Labels { get; } = Join(
        test.Labels, [(LabelName.AlertName, ReceiverTest.AlertName), (ReceiverTest.MarkName, "true")]);

    /// <summary>
    /// The key of the test's group. A real one begins with the root route, <c>{}</c>, so that no incident of a test can be
    /// that of a group, and each test has its own.
    /// </summary>
    public string GroupKey { get; } =
        $"{{{ReceiverTest.MarkName}=\"{test.Id}\"}}:{{{LabelName.AlertName}=\"{ReceiverTest.AlertName}\"}}";

    /// <summary>The message for an integration.</summary>
    /// <param name="key">The integration.</param>
    /// <param name="isResolved">Whether it tells that the alert resolved.</param>
    /// <param name="now">The present.</param>
    public Notification For(in IntegrationKey key, bool isResolved, Instant now) => new()
    {
        Id = IdOf(key, isResolved),
        GroupKey = GroupKey,
        GroupId = GroupKey,
        Receiver = key.Receiver,
        GroupLabels = LabelSet.Of((LabelName.AlertName, ReceiverTest.AlertName)),
        Alerts =
        [
            new Alert
            {
                Labels = Labels,
                Annotations = AnnotationsFor(key.Receiver),
                StartsAt = startsAt,
                EndsAt = isResolved ? now : default,
                UpdatedAt = now,
            },
        ],
        Reason = "test",
        IsTest = true,
        At = now,
        Deadline = now + test.Timeout,
    };

    // A receiver that knows messages by their id must take the second one for another.
    private string IdOf(in IntegrationKey key, bool isResolved)
    {
        byte[] name = Encoding.UTF8.GetBytes($"{test.Id}\n{key}\n{isResolved}");
        return Convert.ToHexStringLower(SHA256.HashData(name).AsSpan(0, 16));
    }

    private LabelSet AnnotationsFor(string receiver)
    {
        var own = new List<(string Name, string Value)>
        {
            ("summary", $"This is a test of receiver {receiver}"),
            ("description", "This is a test of Tocsin. Nothing is wrong, and nothing needs to be done. "
                + $"{(test.RequestedBy.Length > 0 ? test.RequestedBy : "Somebody")} asked for it at {startsAt}."),
        };
        for (int i = 0; i < own.Count; i++)
        {
            if (test.Annotations[own[i].Name] is { } given)
            {
                own[i] = (own[i].Name, Mark + given);
            }
        }

        return Join(test.Annotations, own);
    }

    // Of two values of a name the builder keeps the last.
    private static LabelSet Join(LabelSet given, IReadOnlyList<(string Name, string Value)> own)
    {
        var joined = new LabelSetBuilder();
        joined.AddRange(given);
        foreach ((string name, string value) in own)
        {
            joined.Add(name, value);
        }

        return joined.Build();
    }
}
