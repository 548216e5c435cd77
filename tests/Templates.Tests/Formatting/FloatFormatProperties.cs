using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Templates.Formatting;

namespace Tocsin.Templates.Tests.Formatting;

/// <summary>Held against exact fractions, which round by comparing whole numbers.</summary>
public sealed class FloatFormatProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Digits_after_the_point_are_rounded_half_to_even() => Check.One(
        Many,
        Prop.ForAll<NormalFloat, byte>((value, digits) =>
        {
            double number = Math.IEEERemainder(value.Get, 1e6);
            Assert.Equal(WithPlaces(number, digits % 12), FloatFormat.Format(number, 'f', digits % 12));
        }));

    [Fact]
    public void Digits_of_eighths_are_rounded_half_to_even() => Check.One(
        Many,
        Prop.ForAll<int, byte>((eighths, digits) =>
        {
            double number = eighths / 8.0;
            Assert.Equal(WithPlaces(number, digits % 4), FloatFormat.Format(number, 'f', digits % 4));
        }));

    [Fact]
    public void Significant_digits_are_those_of_the_exact_value() => Check.One(
        Many,
        Prop.ForAll<NormalFloat, byte, sbyte>((value, digits, scale) =>
        {
            int precision = 1 + (digits % 9);
            double number = Math.ScaleB(Math.IEEERemainder(value.Get, 16), scale / 2);
            Assert.Equal(Significant(number, precision), FloatFormat.Format(number, 'g', precision));
        }));

    [Fact]
    public void Whole_numbers_are_rounded_half_to_even() => Check.One(
        Many,
        Prop.ForAll<long, byte>((number, digits) =>
        {
            int precision = 1 + (digits % 9);
            Assert.Equal(Significant(number, precision), FloatFormat.Format(number, 'g', precision));
        }));

    [Fact]
    public void The_shortest_form_reads_back() => Check.One(
        Many,
        Prop.ForAll<NormalFloat>(value => Assert.Equal(
            value.Get, double.Parse(FloatFormat.Format(value.Get, 'g', -1), CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1e6, "1e+06")]
    [InlineData(999999, "999999")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(8123456789, "8.123456789e+09")]
    [InlineData(1e21, "1e+21")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-1.5e300, "-1.5e+300")]
    public void The_shortest_form_is_laid_out_as_in_Go(double number, string text) =>
        Assert.Equal(text, FloatFormat.Format(number, 'g', -1));

    [Theory]
    [InlineData(1234.5, "1234")]
    [InlineData(1235.5, "1236")]
    [InlineData(12345, "1.234e+04")]
    [InlineData(12355, "1.236e+04")]
    [InlineData(99999, "1e+05")]
    [InlineData(0.00012345, "0.0001234")]
    [InlineData(0.99999, "1")]
    public void Four_digits_are_laid_out_as_in_Go(double number, string text) =>
        Assert.Equal(text, FloatFormat.Format(number, 'g', 4));

    private static string WithPlaces(double number, int places)
    {
        BigInteger scaled = Round(number, places);
        string digits = BigInteger.Abs(scaled).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        string sign = double.IsNegative(number) ? "-" : "";
        return sign + digits[..^places] + (places > 0 ? "." + digits[^places..] : "");
    }

    private static string Significant(double number, int precision)
    {
        if (number == 0)
        {
            return double.IsNegative(number) ? "-0" : "0";
        }

        // One too many at most, or the estimate would do alone.
        int exponent = (int)Math.Ceiling(Math.Log10(Math.Abs(number))) + 1;
        while (Fraction(number, -exponent) is (BigInteger top, BigInteger bottom) && top < bottom)
        {
            exponent--;
        }

        string digits = Round(number, precision - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        exponent += digits.Length - precision;
        digits = digits[..precision].TrimEnd('0');
        string sign = number < 0 ? "-" : "";
        if (exponent < -4 || exponent >= precision)
        {
            string rest = digits.Length > 1 ? "." + digits[1..] : "";
            string size = Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{rest}e{(exponent < 0 ? '-' : '+')}{size}";
        }

        return exponent < 0 ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1 ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // The number times ten to that power, rounded half to even.
    private static BigInteger Round(double number, int power)
    {
        (BigInteger top, BigInteger bottom) = Fraction(number, power);
        BigInteger whole = BigInteger.DivRem(top, bottom, out BigInteger rest);
        int order = (rest * 2).CompareTo(bottom);
        return order > 0 || (order == 0 && !whole.IsEven) ? whole + 1 : whole;
    }

    private static (BigInteger Top, BigInteger Bottom) Fraction(double number, int power)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(number));
        int exponent = Math.Max((int)(bits >> 52), 1) - 1075;
        BigInteger top = (bits & ((1L << 52) - 1)) | (bits >> 52 == 0 ? 0 : 1L << 52);
        (top, BigInteger bottom) = exponent >= 0
            ? (top << exponent, BigInteger.One)
            : (top, BigInteger.One << -exponent);
        return power >= 0
            ? (top * BigInteger.Pow(10, power), bottom)
            : (top, bottom * BigInteger.Pow(10, -power));
    }
}
