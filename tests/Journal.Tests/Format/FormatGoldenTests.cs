using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Server;
using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Checksums;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Tests.Format;

/// <summary>
/// Bytes on disk. If one of these fails, journals that people have can no longer be read: give the new form a new kind
/// or a new format version, and let these stand. They only ever grow.
/// </summary>
public sealed class FormatGoldenTests
{
    private static readonly Instant At = Instant.FromUnixMs(1_767_225_600_000);

    [Fact]
    public void Every_kind_of_event_has_the_number_it_always_had()
    {
        // A new kind is a new entry here; no entry ever changes or goes.
        string[] golden =
        [
            "0 None",
            "1 AlertReceived", "2 AlertsExtended", "3 AlertEnded", "4 AlertLimited", "5 AlertsReleased",
            "6 AlertsForgotten", "7 GroupOpened", "8 GroupFlushed", "9 GroupClosed", "10 SilenceChanged",
            "20 NotificationDecided", "21 NotificationHeld", "22 AttemptFinished", "23 NotificationLogged",
            "24 NotificationFailed", "25 MuteNoted", "26 TemplateFailed", "27 BreakerChanged",
            "28 PageUndeliverable", "30 ReceiverTested", "31 AlertQueued", "32 AlertsUnqueued",
            "40 ServerStarted", "41 ServerStopped", "42 ConfigLoaded", "43 ConfigRejected",
            "60 RuleAlertChanged", "61 RuleHealthChanged", "62 RulesEvaluated", "63 RulesLoaded", "64 RulesRejected",
            "65 RuleGroupEdited", "66 RuleDataChanged",
        ];
        Assert.Equal(golden, Enum.GetValues<EventKind>().Select(k => $"{(int)k} {k}"));
    }

    [Fact]
    public void Every_kind_has_a_reader() =>
        Assert.Equal(Enum.GetValues<EventKind>().Where(k => k != EventKind.None), EventRegistry.Known);

    [Fact]
    public void Fields_have_their_bytes()
    {
        var writer = new EventWriter(1);
        writer.WriteByte(7);
        writer.WriteBool(true);
        writer.WriteVarint(300);
        writer.WriteZigzag(-3);
        writer.WriteInstant(At);
        writer.WriteDuration(TimeSpan.FromTicks(64));
        writer.WriteDouble(1.5);
        writer.WriteString("né");
        writer.WriteOptionalString(null);
        writer.WriteStrings(["x", ""]);
        writer.WriteBytes([0xAA]);
        writer.WriteLabels(LabelSet.Of(("a", "b")));
        writer.WriteFingerprint(new Fingerprint(0x0102030405060708));
        Assert.Equal(
            "07" + "01" + "AC02" + "05" + "0000F8B4C848DE08" + "8001" + "000000000000F83F"
            + "036EC3A9" + "00" + "02017800" + "01AA" + "0401610162" + "0807060504030201",
            Convert.ToHexString(writer.Written));
        writer.Dispose();
    }

    [Fact]
    public void A_block_has_its_bytes()
    {
        Block block = Block.Of(5, new ServerStopped(At) { Reason = "quit" }, TestEvents.About(1, "g", "r", "n"));
        Assert.Equal(
            "1000000029000000F8B4C848DE08000471756974"
            + "230000001800809690B5C848DE08039EDB38301CDA016E0167017207776562686F6F6B00000200",
            Convert.ToHexString(block.Body.Span));
        Assert.Equal("1CDADAB5228AE3133830C55F3553142E9EDBF8560AEF3558", Convert.ToHexString(block.Subjects.Span));
        Assert.Equal("c4823e7f 20001000000", $"{block.Crc:x8} {block.Kinds:x}");
    }

    [Fact]
    public void Subjects_have_their_keys()
    {
        Assert.Equal("789e197a9b1e25f4", SubjectKey.Alert(new Fingerprint(42)).ToString());
        Assert.Equal("a46dc3ca5703eeee", SubjectKey.Group("{}:{alertname=\"A\"}").ToString());
        Assert.Equal("526084e20bf5376e", SubjectKey.Silence("5a7a1d5e-0000-4000-8000-000000000001").ToString());
        Assert.Equal("2556c7d9746203c4", SubjectKey.Receiver("team-é").ToString());
        Assert.Equal("61e573adb634107e", SubjectKey.Notification("").ToString());
        Assert.NotEqual(SubjectKey.Silence("x"), SubjectKey.Receiver("x"));
    }

    [Fact]
    public void The_checksum_is_crc32c() =>
        Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));

    [Fact]
    public void A_field_that_a_newer_version_added_is_passed_over()
    {
        var writer = new EventWriter(64);
        new ServerStopped(At) { Reason = "quit" }.Write(ref writer);
        writer.WriteString("something newer");
        var reader = new EventReader(writer.Written);
        JournalEvent? read = EventRegistry.Read(EventKind.ServerStopped, At, ref reader);
        Assert.Equal(new ServerStopped(At) { Reason = "quit" }, read);
        writer.Dispose();
    }

    [Fact]
    public void A_kind_that_this_version_does_not_know_is_passed_over()
    {
        Block block = Block.Of(1, TestEvents.Numbered(1), new Newer(At), TestEvents.Numbered(2));
        ReadOnlySpan<byte> body = block.Body.Span;
        Assert.Equal(TestEvents.Numbered(1), Block.ReadEvent(ref body));
        Assert.Null(Block.ReadEvent(ref body));
        Assert.Equal(TestEvents.Numbered(2), Block.ReadEvent(ref body));
        Assert.True(body.IsEmpty);
    }

    private sealed record Newer(Instant At) : JournalEvent(At)
    {
        public override EventKind Kind => (EventKind)999;

        public override void Write(ref EventWriter writer) => writer.WriteString("who knows");
    }
}
