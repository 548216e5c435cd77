using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Durations;

namespace Tocsin.Model.Tests.Durations;

public sealed class DurationProperties
{
    [Fact]
    public void A_printed_Prometheus_duration_is_read_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), number =>
        {
            TimeSpan span = TimeSpan.FromMilliseconds(Math.Abs(number % PrometheusDuration.MillisecondsMax));
            return PrometheusDuration.Parse(PrometheusDuration.Format(span)) == span;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void A_printed_Go_duration_is_read_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), Arb.From(Gen.Choose(0, 62)), (number, shift) =>
        {
            var duration = new GoDuration(number << shift);
            return GoDuration.Parse(duration.ToString()) == duration;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void No_text_breaks_a_parser()
    {
        string[] pieces =
        [
            "0", "1", "99", "9223372036854775808", ".", "-", "+", " ", "x", "é", "\uD800",
            "ns", "us", "µs", "ms", "s", "m", "h", "d", "w", "y",
        ];
        Gen<string> texts =
            from length in Gen.Choose(0, 8)
            from chosen in Gen.ArrayOf(Gen.Elements(pieces), length)
            select string.Concat(chosen);
        Prop.ForAll(Arb.From(texts), text =>
            PrometheusDuration.TryParse(text, out _, out string? error) == error is null
            && GoDuration.TryParse(text, out _, out string? goError) == goError is null)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }
}
