using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Tests.Numbers;

public sealed class FloatTextTests
{
    [Theory]
    [InlineData(0, "0", "0e+00", "0", "0")]
    [InlineData(-0.0, "-0", "-0e+00", "-0", "-0")]
    [InlineData(1, "1", "1e+00", "1", "1")]
    [InlineData(-12.5, "-12.5", "-1.25e+01", "-12.5", "-12.5")]
    [InlineData(0.1, "0.1", "1e-01", "0.1", "0.1")]
    [InlineData(100, "100", "1e+02", "100", "100")]
    [InlineData(0.0001, "0.0001", "1e-04", "0.0001", "0.0001")]
    [InlineData(0.00001, "0.00001", "1e-05", "0.00001", "1e-05")]
    [InlineData(0.000001, "0.000001", "1e-06", "0.000001", "1e-06")]
    [InlineData(0.0000001, "0.0000001", "1e-07", "1e-07", "1e-07")]
    [InlineData(999999999999999.9, "999999999999999.9", "9.999999999999999e+14", "999999999999999.9", "9.999999999999999e+14")]
    [InlineData(1e15, "1000000000000000", "1e+15", "1000000000000000", "1e+15")]
    [InlineData(0.00012345678901234567, "0.00012345678901234567", "1.2345678901234567e-04", "0.00012345678901234567",
        "0.00012345678901234567")]
    [InlineData(1e20, "100000000000000000000", "1e+20", "100000000000000000000", "1e+20")]
    [InlineData(1e21, "1000000000000000000000", "1e+21", "1e+21", "1e+21")]
    [InlineData(123456789.125, "123456789.125", "1.23456789125e+08", "123456789.125", "1.23456789125e+08")]
    [InlineData(999999, "999999", "9.99999e+05", "999999", "999999")]
    [InlineData(1e6, "1000000", "1e+06", "1000000", "1e+06")]
    [InlineData(double.MaxValue, null, "1.7976931348623157e+308", "1.7976931348623157e+308", "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, null, "5e-324", "5e-324", "5e-324")]
    [InlineData(double.NaN, "NaN", "NaN", "NaN", "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf", "+Inf", "+Inf", "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf", "-Inf", "-Inf", "-Inf")]
    public void A_float_has_four_texts(double value, string? plain, string exponent, string sample, string general)
    {
        Assert.True(plain is null || plain == FloatText.Fixed(value), FloatText.Fixed(value));
        Assert.Equal(exponent, FloatText.Exponent(value));
        Assert.Equal(sample, FloatText.Sample(value));
        Assert.Equal(general, FloatText.General(value));
    }

    [Fact]
    public void Every_text_reads_back_as_the_same_float() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), bits =>
        {
            double value = BitConverter.Int64BitsToDouble(bits);
            return !double.IsFinite(value) || (IsSame(value, FloatText.Fixed(value)) && IsSame(value, FloatText.Exponent(value)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void The_text_of_a_sample_is_the_same_in_utf8()
    {
        byte[] utf8 = new byte[FloatText.SampleBytesMax];
        double[] some = [0, -0.0, 1, -1, 0.1, 1e14, 1e15, 999999999999999, 1e16, 1e21, 1e-4, 9.9e-5, double.NaN, double.PositiveInfinity,
            double.NegativeInfinity, double.MaxValue, double.Epsilon, -double.MaxValue, 9.2233720368547758E18, -9.2233720368547758E18];
        Array.ForEach(some, Compare);
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), bits => Compare(BitConverter.Int64BitsToDouble(bits)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
        Prop.ForAll(ArbMap.Default.ArbFor<double>(), Compare).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => CompareOrdinary(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

        // Quotients, decimals, powers of two and their neighbours, of the sizes that have digits of their own.
        void CompareOrdinary(Random random)
        {
            double power = Math.ScaleB(random.Next(2) == 0 ? 1 : 1 + (random.Next(1 << 20) / (double)(1 << 20)), random.Next(-14, 51));
            double[] values = [random.Next() / (double)random.Next(1, 100_000), random.Next() / Math.Pow(10, random.Next(9)),
                power, Math.BitIncrement(power), Math.BitDecrement(power), random.NextDouble() * power, -power];
            Array.ForEach(values, Compare);
        }

        void Compare(double value) =>
            Assert.Equal(FloatText.Sample(value), Encoding.ASCII.GetString(utf8, 0, FloatText.WriteSample(value, utf8)));
    }

    [Theory]
    [InlineData(1234.5678, 2, "1.2e+03")]
    [InlineData(0.000123456, 3, "0.000123")]
    [InlineData(99.96, 3, "100")]
    [InlineData(double.NaN, 2, "NaN")]
    public void Digits_can_be_few(double value, int digits, string text) =>
        Assert.Equal(text, FloatText.General(value, digits));

    [Theory]
    [InlineData(1.5, "1.500")]
    [InlineData(-0.0005, "-0.001")]
    [InlineData(1e15, "1000000000000000.000")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void Decimals_can_be_fixed(double value, string text) => Assert.Equal(text, FloatText.Fixed(value, 3));

    private static bool IsSame(double value, string text) => BitConverter.DoubleToInt64Bits(value)
        == BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture));
}
