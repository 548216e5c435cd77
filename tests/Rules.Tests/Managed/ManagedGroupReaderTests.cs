using Tocsin.Rules.Files;
using Tocsin.Rules.Managed;

namespace Tocsin.Rules.Tests.Managed;

public sealed class ManagedGroupReaderTests
{
    [Theory]
    [InlineData(
        "name: g\nrules:\n- alert: A\n  expr: up ==\n",
        "n:4:14: group \"g\", rule 1, \"A\": could not parse expression: 1:6: parse error: unexpected end of input")]
    [InlineData("name: g\nrulez: []\n", "n:2:1: group \"g\": field rulez not found")]
    [InlineData("groups: [{name: g}]", "n:1:9: one rule group is expected, not a file with groups (send each item")]
    [InlineData("- a", "n: the text is not a rule group")]
    [InlineData("", "n: the text is not a rule group")]
    [InlineData("rules: []", "Groupname must not be empty")]
    [InlineData("name: [", "n:2:1: yaml")]
    public void What_is_wrong_has_its_place_in_the_text(string text, string fault)
    {
        RuleFileResult read = ManagedGroupReader.Read("n", text, new RuleFileOptions());

        Assert.Contains(read.Faults, one => one.ToString().Contains(fault, StringComparison.OrdinalIgnoreCase)
            || one.ToString().StartsWith(fault, StringComparison.Ordinal));
        Assert.Empty(read.Groups);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        RuleFileResult read = ManagedGroupReader.Read(
            "n", "name: g\nrules: [{alert: A, expr: 'up =='}, {record: 'a b{', expr: up, for: 1m}]\n", new RuleFileOptions());

        Assert.True(read.Faults.Length >= 3, string.Join('\n', read.Faults));
    }
}
