using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers;

// One configuration for both, every integration in several shapes; what their vendors were asked must be the same.
[Collection(ReceiverPlays.Collection)]
public sealed class ReceiverDuels(ReceiverPlays plays)
{
    public static TheoryData<string> Receivers => [.. ReceiverConfigs.Names];

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task Vendors_are_asked_the_same(string receiver)
    {
        string fault = "";
        for (int number = 0; number < Hiccups.MostPlays; number++)
        {
            ReceiverPlay play = await plays.GetAsync(number);
            fault = FaultOf(play, receiver);

            // Twice in any case: one play in hundreds the real server itself leaves a message out.
            if (fault.Length == 0 || (number > 0 && !play.IsDisturbed))
            {
                break;
            }
        }

        Assert.True(fault.Length == 0, fault);
    }

    [Fact]
    public async Task Every_deliberate_difference_is_seen_and_told()
    {
        List<FieldDifference> found = [];
        for (int number = 0; number < Hiccups.MostPlays && !DeliberateDifferences.Table.All(t => found.Any(t.Covers)); number++)
        {
            ReceiverPlay play = await plays.GetAsync(number);
            found.AddRange(ReceiverConfigs.Names.SelectMany(play.Differences));
        }

        Assert.All(DeliberateDifferences.Table, meant =>
        {
            Assert.True(found.Any(meant.Covers), $"nothing differs that way any more: {meant}");
            string text = File.ReadAllText(Repository.Path(meant.Doc));
            string[] words = text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(meant.Words, string.Join(' ', words), StringComparison.Ordinal);
        });
    }

    private static string FaultOf(ReceiverPlay play, string receiver)
    {
        if (play.Faults.Count > 0)
        {
            return string.Join('\n', play.Faults);
        }

        // Some of the refused do not try again.
        return play.CountOfOurs(receiver) == 0 && !ReceiverConfigs.Refused.ContainsKey(receiver)
            ? "The script made nobody send anything, so it proves nothing.\n" + play.Transcript
            : string.Join('\n', play.Differences(receiver).Where(d => !DeliberateDifferences.Table.Any(t => t.Covers(d))));
    }
}
