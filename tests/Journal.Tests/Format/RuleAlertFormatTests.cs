using Tocsin.Journal.Events.Rules;
using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Tests.Format;

public sealed class RuleAlertFormatTests
{
    // The cause, and since when the alert is held: a byte and an instant.
    private const int LaterBytes = 1 + 8;

    private static readonly Instant At = Instant.FromUnixMs(1_700_000_000_000);

    [Fact]
    public void An_alert_about_a_rule_comes_back_with_its_cause()
    {
        RuleAlertChanged read = Read(0);
        Assert.Equal((AlertCause.Error, At), (read.Cause, read.HeldSince));
    }

    [Fact]
    public void An_event_from_before_there_were_causes_tells_of_a_condition()
    {
        RuleAlertChanged read = Read(LaterBytes);
        Assert.Equal((AlertCause.Condition, true), (read.Cause, read.HeldSince.IsZero));
        Assert.Equal((AlertState.Firing, At), (read.State, read.LastSentAt));
    }

    private static RuleAlertChanged Read(int cut)
    {
        var changed = new RuleAlertChanged(At)
        {
            Key = new RuleKey("a.yml;g", "alert A{}"),
            Labels = LabelSet.Of(("alertname", "A")),
            State = AlertState.Firing,
            LastSentAt = At,
            Cause = AlertCause.Error,
            HeldSince = At,
        };
        var writer = new EventWriter(1);
        changed.Write(ref writer);
        byte[] bytes = writer.Written[..^cut].ToArray();
        writer.Dispose();
        var reader = new EventReader(bytes);
        return Assert.IsType<RuleAlertChanged>(RuleAlertChanged.Read(At, ref reader));
    }
}
