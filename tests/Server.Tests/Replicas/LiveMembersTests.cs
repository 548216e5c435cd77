using Tocsin.Server.Config;
using Tocsin.Server.Replicas;

namespace Tocsin.Server.Tests.Replicas;

public sealed class LiveMembersTests
{
    private readonly LiveMembers _members = new(new ReplicasSection
    {
        Self = "http://b/",
        Members = ["http://a", "http://b", "http://c/"],
        FailuresMax = 3,
    });

    [Fact]
    public void A_server_knows_itself_and_counts_others_as_dead_until_they_answer()
    {
        Assert.Equal(["http://b"], _members.Live);
        Assert.Equal(["http://a", "http://c"], _members.Others);
        Assert.True(_members.Note("http://a", answered: true));
        Assert.Equal(["http://a", "http://b"], _members.Live);
        Assert.False(_members.Note("http://c", answered: false));
    }

    [Fact]
    public void One_missing_answer_kills_nobody_and_several_in_a_row_do()
    {
        _members.Note("http://a", answered: true);
        Assert.False(_members.Note("http://a", answered: false));
        Assert.False(_members.Note("http://a", answered: false));
        Assert.False(_members.Note("http://a", answered: true));
        Assert.False(_members.Note("http://a", answered: false));
        Assert.False(_members.Note("http://a", answered: false));
        Assert.True(_members.Note("http://a", answered: false));
        Assert.Equal(["http://b"], _members.Live);
        Assert.False(_members.Note("http://a", answered: false));
        Assert.True(_members.Note("http://a", answered: true));
    }

    [Fact]
    public void A_server_without_replicas_is_alone() =>
        Assert.Equal([""], new LiveMembers(new ReplicasSection()).Live);
}
