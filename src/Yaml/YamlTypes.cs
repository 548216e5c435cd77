using System.Collections.Immutable;
using System.Globalization;

namespace Tocsin.Yaml;

/// <summary>The types that every schema is made of.</summary>
public static class YamlTypes
{
    /// <summary>Parses a text; the error's text, or null and the value.</summary>
    public delegate string? Parser<T>(string text, out T value);

    /// <summary>A string. Any scalar is accepted and kept as it was written.</summary>
    public static YamlType<string> Text { get; } = new TextType();

    /// <summary>A boolean, YAML 1.1's <c>yes</c> and <c>on</c> included.</summary>
    public static YamlType<bool> Flag { get; } = new FlagType();

    /// <summary>A whole number of Go's <c>int</c>.</summary>
    public static YamlType<long> Whole { get; } = new IntegerType<long>("int", long.MinValue, long.MaxValue);

    /// <summary>A whole number of Go's <c>int64</c>.</summary>
    public static YamlType<long> LongWhole { get; } = new IntegerType<long>("int64", long.MinValue, long.MaxValue);

    /// <summary>A whole number of Go's <c>uint64</c>.</summary>
    public static YamlType<ulong> Count { get; } = new IntegerType<ulong>("uint64", 0, ulong.MaxValue);

    /// <summary>A floating-point number.</summary>
    public static YamlType<double> Real { get; } = new FloatType();

    /// <summary>A value of any shape.</summary>
    public static YamlType<YamlValue> Any { get; } = new AnyType();

    /// <summary>A mapping with text keys and values of any shape; null if it was not given.</summary>
    public static YamlType<YamlMap?> AnyMap { get; } = new AnyMapType();

    /// <summary>A scalar with a grammar of its own.</summary>
    /// <param name="goName">The Go type.</param>
    /// <param name="parse">Reads the text.</param>
    /// <param name="print">Writes it.</param>
    public static YamlType<T> Parsed<T>(string goName, Parser<T> parse, Func<T, YamlValue> print)
        where T : struct => new ParsedType<T>(goName, parse, print);

    /// <summary>A scalar with a grammar of its own, null if absent.</summary>
    /// <param name="goName">The Go type.</param>
    /// <param name="parse">Reads the text.</param>
    /// <param name="print">Writes it.</param>
    public static YamlType<T?> ParsedOrNull<T>(string goName, Parser<T?> parse, Func<T?, YamlValue> print)
        where T : class => new ParsedType<T?>(goName, parse, print);

    /// <summary>A list.</summary>
    public static YamlType<IReadOnlyList<T>> ListOf<T>(YamlType<T> item) => new YamlListType<T>(item);

    /// <summary>A list that is printed in one line.</summary>
    public static YamlType<IReadOnlyList<T>> FlowListOf<T>(YamlType<T> item) => new YamlListType<T>(item) { Flow = true };

    /// <summary>A list item whose absence is a fault with that text.</summary>
    public static YamlType<T> Required<T>(YamlType<T> type, string fault) => new YamlRequiredType<T>(type, fault);

    /// <summary>A mapping from texts, in file order; printed sorted.</summary>
    public static YamlType<IReadOnlyDictionary<string, T>> MapOf<T>(YamlType<T> value, string? goName = null) =>
        new YamlMapType<T>(value, goName);

    /// <summary>A type whose null is kept apart from its default.</summary>
    public static YamlType<T?> OrNull<T>(this YamlType<T> type)
        where T : class => new YamlNullableType<T>(type);

    /// <summary>A type whose null is kept apart from its default.</summary>
    public static YamlType<T?> OrUnset<T>(this YamlType<T> type)
        where T : struct => new YamlOptionalType<T>(type);

    private sealed class TextType : YamlType<string>
    {
        public override string GoName => "string";

        public override string Zero => "";

        public override bool Read(YamlReader reader, YamlNode node, ref string value)
        {
            bool good = TryText(reader, node, GoName, out string text);
            value = good ? text : value;
            return good;
        }

        public override YamlValue Write(string value) => new YamlText(value);
    }

    private sealed class FlagType : YamlType<bool>
    {
        public override string GoName => "bool";

        public override bool Zero => false;

        public override bool Read(YamlReader reader, YamlNode node, ref bool value)
        {
            if (!TryScalar(reader, node, GoName, out YamlScalar scalar) || scalar.Value is not YamlBool flag)
            {
                return Refuse(reader, node, scalar, GoName);
            }

            value = flag.Value;
            return true;
        }

        public override YamlValue Write(bool value) => new YamlBool(value);
    }

    private sealed class IntegerType<T>(string goName, Int128 least, Int128 most) : YamlType<T>
        where T : struct, IConvertible
    {
        public override string GoName => goName;

        public override T Zero => default;

        public override bool Read(YamlReader reader, YamlNode node, ref T value)
        {
            Int128? number = TryScalar(reader, node, GoName, out YamlScalar scalar)
                ? scalar.Value switch
                {
                    YamlInteger whole => whole.Value,
                    YamlFloat real when real.Value is > -9.3e18 and < 1.9e19 => (Int128)real.Value,
                    _ => null,
                }
                : null;
            if (number is null || number < least || number > most)
            {
                return Refuse(reader, node, scalar, GoName);
            }

            value = typeof(T) == typeof(ulong) ? (T)(object)(ulong)number.Value : (T)(object)(long)number.Value;
            return true;
        }

        public override YamlValue Write(T value) => new YamlInteger(
            value is ulong big ? big : value.ToInt64(CultureInfo.InvariantCulture));
    }

    private sealed class FloatType : YamlType<double>
    {
        public override string GoName => "float64";

        public override double Zero => 0;

        public override bool Read(YamlReader reader, YamlNode node, ref double value)
        {
            double? number = TryScalar(reader, node, GoName, out YamlScalar scalar)
                ? scalar.Value switch
                {
                    YamlInteger whole => (double)whole.Value,
                    YamlFloat real => real.Value,
                    _ => null,
                }
                : null;
            value = number ?? value;
            return number is not null || Refuse(reader, node, scalar, GoName);
        }

        public override YamlValue Write(double value) => new YamlFloat(value);
    }

    private sealed class ParsedType<T>(string goName, Parser<T> parse, Func<T, YamlValue> print) : YamlType<T>
    {
        public override string GoName => goName;

        public override T Zero => default!;

        public override bool Read(YamlReader reader, YamlNode node, ref T value)
        {
            // Go's own string types are read as themselves, all others through a plain string.
            string read = goName.EndsWith(".plain", StringComparison.Ordinal) ? goName : Text.GoName;
            if (!TryText(reader, node, read, out string text))
            {
                return false;
            }

            if (parse(text, out T parsed) is { } error)
            {
                reader.Fail(node.At, error);
                return false;
            }

            value = parsed;
            return true;
        }

        public override YamlValue Write(T value) => print(value);
    }

    private sealed class AnyType : YamlType<YamlValue>
    {
        public override string GoName => "interface {}";

        public override YamlValue Zero => YamlValue.Null;

        public override bool Read(YamlReader reader, YamlNode node, ref YamlValue value)
        {
            switch (node.Kind)
            {
                case YamlNodeKind.Sequence:
                    IReadOnlyList<YamlValue> items = [];
                    YamlListType<YamlValue>.Items.Read(reader, node, ref items);
                    value = new YamlList([.. items]);
                    return true;
                case YamlNodeKind.Mapping:
                    value = ReadMap(reader, node);
                    return true;
                default:
                    if (!TryScalar(reader, node, GoName, out YamlScalar scalar))
                    {
                        return false;
                    }

                    value = scalar.Value;
                    return true;
            }
        }

        public override YamlValue Write(YamlValue value) => value;

        private static YamlMap ReadMap(YamlReader reader, YamlNode node)
        {
            var entries = new YamlEntries<YamlValue>(reader, Any, textKeys: false);
            entries.Add(node);
            return new([.. entries.Pairs]);
        }
    }

    private sealed class AnyMapType : YamlType<YamlMap?>
    {
        public override string GoName => "map[string]interface {}";

        public override YamlMap? Zero => null;

        public override bool Read(YamlReader reader, YamlNode node, ref YamlMap? value)
        {
            IReadOnlyDictionary<string, YamlValue> pairs = ImmutableDictionary<string, YamlValue>.Empty;
            bool good = Pairs.Read(reader, node, ref pairs);
            value = new([.. pairs.Select(p => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(p.Key), p.Value))]);
            return good;
        }

        public override YamlValue Write(YamlMap? value) => value is null ? YamlValue.Null : value;

        public override bool IsEmpty(YamlMap? value) => value is null || value.Entries.IsEmpty;

        private static readonly YamlMapType<YamlValue> Pairs = new(Any, null);
    }

    internal static bool TryText(YamlReader reader, YamlNode node, string goName, out string text)
    {
        bool good = TryScalar(reader, node, goName, out YamlScalar scalar);
        text = scalar.Tag == "!!binary" ? ((YamlText)scalar.Value).Value : node.Text;
        return good;
    }

    internal static bool TryScalar(YamlReader reader, YamlNode node, string goName, out YamlScalar scalar)
    {
        scalar = default;
        if (node.Kind != YamlNodeKind.Scalar)
        {
            reader.Mismatch(node, goName);
            return false;
        }

        if (YamlScalar.TryResolve(node, out scalar) is { } error)
        {
            reader.Fail(node.At, error);
            scalar = default;
            return false;
        }

        return true;
    }

    // default(YamlScalar) means that the fault was told already.
    internal static bool Refuse(YamlReader reader, YamlNode node, YamlScalar scalar, string goName)
    {
        if (scalar.Tag is not null)
        {
            reader.Mismatch(node, goName);
        }

        return false;
    }
}
