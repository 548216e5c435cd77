using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Tests.Labels;

public sealed class LabelSetTests
{
    // Computed with FNV-1a outside the program; it is upstream's wire identity.
    [Fact]
    public void The_fingerprint_is_upstreams()
    {
        Assert.Equal("cbf29ce484222325", LabelSet.Empty.Fingerprint.ToString());
        Assert.Equal("952a6219e8df7701", LabelSet.Of(("job", "node"), ("alertname", "Down")).Fingerprint.ToString());
    }

    [Fact]
    public void The_order_of_adding_does_not_matter_and_the_last_value_of_a_name_wins()
    {
        LabelSet one = LabelSet.Of(("b", "2"), ("a", "1"), ("b", "3"));
        LabelSet two = LabelSet.Of(("a", "1"), ("b", "3"));
        Assert.Equal(two, one);
        Assert.Equal(two.GetHashCode(), one.GetHashCode());
        Assert.Equal(2, one.Count);
        Assert.Equal("3", one["b"]);
        Assert.Null(one["c"]);
    }

    [Fact]
    public void A_block_without_a_set_is_that_of_the_set()
    {
        var builder = new LabelSetBuilder();
        foreach (int labels in (int[])[0, 3, 1, 40])
        {
            builder.Clear();
            for (int i = labels; i > 0; i--)
            {
                builder.Add($"name{i / 2}", new string('v', i * 9));
            }

            byte[] block = builder.Encode().ToArray();
            LabelSet set = builder.Build();
            Assert.Equal(set.Encoded.ToArray(), block);
            Assert.Equal(set.GetHashCode(), LabelSet.HashOf(block));
        }
    }

    [Fact]
    public void A_block_is_read_back_and_a_damaged_one_is_refused()
    {
        LabelSet set = LabelSet.Of(("a", ""), ("long", new string('x', 300)), ("ü", "🙂"));
        Assert.Equal(set, LabelSet.FromEncoded(set.Encoded));
        Assert.Same(LabelSet.Empty, LabelSet.FromEncoded([]));
        int[] whole = [3, 3 + 1 + 4 + 2 + 300];
        foreach (int cut in Enumerable.Range(1, set.Encoded.Length - 1).Except(whole))
        {
            byte[] damaged = set.Encoded[..cut].ToArray();
            Assert.Throws<FormatException>(() => LabelSet.FromEncoded(damaged));
        }

        Assert.Throws<FormatException>(() => LabelSet.FromEncoded("\u0001b\u0000\u0001a\u0000"u8));
        Assert.Throws<FormatException>(() => LabelSet.FromEncoded([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]));
        Assert.Throws<FormatException>(() => LabelSet.FromEncoded([0x05, (byte)'a']));
    }

    [Fact]
    public void Names_are_in_the_order_of_their_bytes_not_of_UTF_16()
    {
        // U+FFFF is three bytes, U+10000 four that are greater; as UTF-16 the second would come first.
        LabelSet set = LabelSet.Of(("\U00010000", "2"), ("\uFFFF", "1"));
        var values = new List<string>();
        foreach (LabelSet.Label label in set)
        {
            values.Add(label.ValueText);
        }

        Assert.Equal(["1", "2"], values);
    }

    [Theory]
    [InlineData("a=1", "a=2", -1)]
    [InlineData("a=1", "a=1,b=1", -1)]
    [InlineData("a=2", "a=1,b=1", -1)]
    [InlineData("b=1", "a=2", -1)]
    [InlineData("a=1,b=1", "a=1,b=1", 0)]
    public void Fewer_labels_come_first_then_the_set_that_lacks_the_first_name_then_the_lesser_value(string left, string right, int order)
    {
        Assert.Equal(order, Math.Sign(Parse(left).CompareTo(Parse(right))));
        Assert.Equal(-order, Math.Sign(Parse(right).CompareTo(Parse(left))));
    }

    [Fact]
    public void It_prints_as_Go_prints()
    {
        Assert.Equal("{}", LabelSet.Empty.ToString());
        Assert.Equal(
            "{a=\"1\\n\", b-c=\"\\\"\", ü=\"🙂\"}",
            LabelSet.Of(("ü", "🙂"), ("b-c", "\""), ("a", "1\n")).ToString());
    }

    [Fact]
    public void Empty_values_are_dropped_only_on_demand()
    {
        var builder = new LabelSetBuilder();
        builder.Add("a"u8, ""u8);
        builder.Add("b"u8, "1"u8);
        Assert.Equal(2, builder.Build().Count);
        Assert.Equal(LabelSet.Of(("b", "1")), builder.Build(dropEmpty: true));
        builder.Clear();
        Assert.Same(LabelSet.Empty, builder.Build());
    }

    [Fact]
    public void A_builder_takes_what_does_not_fit_its_first_buffers()
    {
        var builder = new LabelSetBuilder();
        for (int i = 99; i >= 0; i--)
        {
            builder.Add($"name{i:00}", new string('v', i * 10));
        }

        LabelSet set = builder.Build();
        Assert.Equal(100, set.Count);
        Assert.Equal(990, set["name99"]!.Length);
        Assert.True(set.TryGetValue("name42"u8, out ReadOnlySpan<byte> value));
        Assert.Equal(new string('v', 420), Encoding.UTF8.GetString(value));
    }

    private static LabelSet Parse(string text) =>
        LabelSet.Of([.. text.Split(',').Select(p => (p[..1], p[2..]))]);

    [Theory]
    [InlineData("a", "{b=\"2\", c=\"3\"}")]
    [InlineData("b", "{a=\"1\", c=\"3\"}")]
    [InlineData("c", "{a=\"1\", b=\"2\"}")]
    [InlineData("d", "{a=\"1\", b=\"2\", c=\"3\"}")]
    public void A_set_without_a_label_is_one_that_never_had_it(string name, string expected)
    {
        LabelSet set = LabelSet.Of(("a", "1"), ("b", "2"), ("c", "3")).Without(System.Text.Encoding.UTF8.GetBytes(name));
        LabelSet same = LabelSet.FromEncoded(set.Encoded);
        Assert.Equal(expected, set.ToString());
        Assert.Equal(same, set);
        Assert.Equal((same.GetHashCode(), same.Fingerprint, same.Count), (set.GetHashCode(), set.Fingerprint, set.Count));
        Assert.Same(LabelSet.Empty, LabelSet.Of(("a", "1")).Without("a"u8));
    }
}
