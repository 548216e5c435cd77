using FsCheck;
using FsCheck.Fluent;
using Tocsin.Notify.Integrations.Sms;

namespace Tocsin.Notify.Tests.Integrations.Phones;

public sealed class SmsTextTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("a*160", 1)]
    [InlineData("a*161", 2)]
    [InlineData("a*306", 2)]
    [InlineData("a*307", 3)]
    [InlineData("€*80", 1)]
    [InlineData("€*81", 2)]
    [InlineData("[*152", 2)]
    [InlineData("[*153", 3)]
    [InlineData("ж*70", 1)]
    [InlineData("ж*71", 2)]
    [InlineData("ж*134", 2)]
    [InlineData("ж*135", 3)]
    [InlineData("🔥*35", 1)]
    [InlineData("🔥*36", 2)]
    [InlineData("🔥*66", 2)]
    [InlineData("🔥*67", 3)]
    public void Messages_are_counted_as_phones_do(string text, int segments) =>
        Assert.Equal(segments, SmsText.Segments(Long(text)));

    [Fact]
    public void A_letter_of_two_places_stays_whole_where_a_message_ends() =>
        Assert.Equal(3, SmsText.Segments(new string('a', 152) + "[" + new string('a', 151) + "[" + "a"));

    [Fact]
    public void A_text_that_fits_stays_as_it_is() => Assert.Equal("Grüße [1]\nÆ€", SmsText.Fit("Grüße [1]\nÆ€", 1));

    [Theory]
    [InlineData("a*161", 1, "a*157", "...")]
    [InlineData("a*460", 3, "a*456", "...")]
    [InlineData("ж*71", 1, "ж*69", "…")]
    [InlineData("🔥*36", 1, "🔥*34", "…")]
    public void A_text_that_is_too_long_is_cut_at_a_whole_character(string text, int segments, string kept, string mark) =>
        Assert.Equal(Long(kept) + mark, SmsText.Fit(Long(text), segments));

    [Fact]
    public void A_cut_that_takes_away_the_one_foreign_letter_leaves_the_room_of_the_phones_alphabet() =>
        Assert.Equal(new string('a', 157) + "...", SmsText.Fit(new string('a', 165) + "ж", 1));

    [Fact]
    public void Fine_typography_is_made_plain_if_that_saves_messages() =>
        Assert.Equal("\"It's\" - 5 >= 3...", SmsText.Fit("“It’s” — 5 ≥ 3…", 1));

    [Fact]
    public void Fine_typography_stays_among_foreign_letters() => Assert.Equal("“ж”", SmsText.Fit("“ж”", 1));

    [Fact]
    public void Whatever_the_text_it_fits_and_no_character_is_broken() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            (from parts in Gen.Elements("a", "é", "[", "€", "ж", "🔥", " ", "“", "word ", "\n", "\u0000").ListOf(400)
             from take in Gen.Choose(0, 400)
             from segments in Gen.Choose(1, 10)
             select (Text: string.Concat(parts.Take(take)), Segments: segments)).ToArbitrary(),
            given =>
            {
                string fit = SmsText.Fit(given.Text, given.Segments);
                return SmsText.Segments(fit) <= given.Segments
                    && fit.EnumerateRunes().All(r => r.Value != 0xFFFD)
                    && (SmsText.Segments(given.Text) > given.Segments || fit.Length >= given.Text.Length);
            }));

    private static string Long(string text) =>
        text.Split('*') is [var unit, var count] ? string.Concat(Enumerable.Repeat(unit, int.Parse(count))) : text;
}
