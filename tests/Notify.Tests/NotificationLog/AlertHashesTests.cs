using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Notify.NotificationLog;

namespace Tocsin.Notify.Tests.NotificationLog;

public sealed class AlertHashesTests
{
    [Fact]
    public void The_hash_of_an_alert_is_the_one_that_Alertmanager_gossips()
    {
        // Golden value written by a real Alertmanager.
        LabelSet labels = LabelSet.Of(("alertname", "DiskFull"), ("job", "node"), ("severity", "critical"));

        Assert.Equal(4104667179207869416UL, AlertHashes.HashOf(labels));
    }

    [Fact]
    public void The_hash_of_no_labels_is_the_hash_of_no_bytes()
    {
        Assert.Equal(0xEF46DB3751D8E999UL, AlertHashes.HashOf(LabelSet.Empty));
    }

    [Fact]
    public void A_hash_depends_on_every_byte_of_labels_of_any_length()
    {
        HashSet<ulong> seen = [];
        for (int length = 0; length < 200; length++)
        {
            var text = new StringBuilder().Append('x', length);
            Assert.True(seen.Add(AlertHashes.HashOf(LabelSet.Of(("a", text.ToString())))));
            text.Append('y');
            Assert.True(seen.Add(AlertHashes.HashOf(LabelSet.Of(("a", text.ToString())))));
        }
    }

    [Fact]
    public void A_set_forgets_order_and_repeats()
    {
        Assert.Equal(AlertHashes.Of(1, 2, 3), AlertHashes.Of(3, 1, 2, 1));
        Assert.Equal(3, AlertHashes.Of(3, 1, 2, 1).Count);
        Assert.Equal(default, AlertHashes.Of());
    }
}
