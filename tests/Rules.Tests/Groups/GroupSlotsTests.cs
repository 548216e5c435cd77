using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Tests.Groups;

public sealed class GroupSlotsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(14_999, 0)]
    [InlineData(15_000, 15_000)]
    [InlineData(-1, -15_000)]
    public void Aligned_slots_are_multiples_of_the_interval(long now, long slot) =>
        Assert.Equal(slot, GroupSlots.Aligned(TimeSpan.FromSeconds(15)).AtOrBefore(now));

    [Fact]
    public void A_group_keeps_its_hashed_phase_and_others_have_another()
    {
        GroupSlots one = GroupSlots.Hashed("rules.yml", "a", TimeSpan.FromMinutes(1));
        GroupSlots again = GroupSlots.Hashed("rules.yml", "a", TimeSpan.FromMinutes(1));
        GroupSlots other = GroupSlots.Hashed("rules.yml", "b", TimeSpan.FromMinutes(1));

        Assert.Equal(one, again);
        Assert.NotEqual(one.PhaseMs, other.PhaseMs);
        Assert.InRange(one.PhaseMs, 0, 59_999);
        Assert.Equal(one.PhaseMs + 60_000, one.After(one.PhaseMs));
    }
}
