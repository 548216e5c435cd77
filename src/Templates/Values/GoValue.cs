using System.Globalization;

namespace Tocsin.Templates.Values;

/// <summary>A value in a template. Immutable and safe to share.</summary>
/// <remarks>User data is wrapped in these by hand, so that no template can reach anything by reflection.</remarks>
public abstract class GoValue
{
    /// <summary>Nothing: what a missing key of a missing map gives. It prints as <c>&lt;no value&gt;</c>.</summary>
    public static readonly GoValue NoValue = new GoNil(GoKind.Invalid);

    /// <summary>
    /// A nil interface: what a missing key of a map of anything gives. In fmt it prints as <c>&lt;nil&gt;</c>.
    /// </summary>
    public static readonly GoValue Nil = new GoNil(GoKind.Interface);

    /// <summary>The type; <see cref="GoTypes.Any"/> for the two nils.</summary>
    public abstract GoType Type { get; }

    /// <summary>What the value is.</summary>
    public virtual GoKind Kind => Type.Kind;

    /// <summary>Go's truth: false for what is zero or empty.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>What the type's String method returns, or null if it has none.</summary>
    public virtual string? Stringer => null;

    /// <summary>True for the two kinds of nil.</summary>
    public bool IsNil => Kind is GoKind.Invalid or GoKind.Interface;

    /// <summary>Wraps a string.</summary>
    public static GoValue Of(string text) => text.Length == 0 ? GoString.Empty : new GoString(text);

    /// <summary>Wraps an <c>int</c>.</summary>
    public static GoValue Of(long value) => GoInt.OfInt(value);

    /// <summary>Wraps a <c>float64</c>.</summary>
    public static GoValue Of(double value) => new GoFloat(value);

    /// <summary>Wraps a <c>bool</c>.</summary>
    public static GoValue Of(bool value) => value ? GoBool.True : GoBool.False;

    /// <summary>The zero value of a type that a map may be missing.</summary>
    internal static GoValue ZeroOf(GoType type) => type.Kind switch
    {
        GoKind.String => GoString.Empty,
        GoKind.Interface => ReferenceEquals(type, GoTypes.Value) ? NoValue : Nil,
        GoKind.List => new GoList([], type),
        _ => Nil,
    };

    private sealed class GoNil(GoKind kind) : GoValue
    {
        public override GoType Type => GoTypes.Any;

        public override GoKind Kind => kind;

        public override bool IsTrue => false;
    }
}

/// <summary>A <c>bool</c>.</summary>
public sealed class GoBool : GoValue
{
    /// <summary>True.</summary>
    public static readonly GoBool True = new(true);

    /// <summary>False.</summary>
    public static readonly GoBool False = new(false);

    private GoBool(bool value) => Value = value;

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override GoType Type => GoTypes.Bool;

    /// <inheritdoc/>
    public override bool IsTrue => Value;
}

/// <summary>A whole number of any type; unsigned ones fit, as templates only meet bytes.</summary>
public sealed class GoInt : GoValue
{
    private static readonly GoInt[] Small = [.. Enumerable.Range(-16, 272).Select(i => new GoInt(i, GoTypes.Int))];
    private readonly GoType _type;
    private readonly Func<long, string>? _stringer;

    /// <summary>Wraps a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="type">Its type.</param>
    /// <param name="stringer">The type's String method, if it has one.</param>
    public GoInt(long value, GoType type, Func<long, string>? stringer = null) =>
        (Value, _type, _stringer) = (value, type, stringer);

    /// <summary>The number.</summary>
    public long Value { get; }

    /// <inheritdoc/>
    public override GoType Type => _type;

    /// <inheritdoc/>
    public override bool IsTrue => Value != 0;

    /// <inheritdoc/>
    public override string? Stringer => _stringer?.Invoke(Value);

    /// <summary>An <c>int</c>; small ones are shared.</summary>
    public static GoInt OfInt(long value) =>
        value is >= -16 and < 256 ? Small[value + 16] : new GoInt(value, GoTypes.Int);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A <c>float64</c>.</summary>
public sealed class GoFloat(double value) : GoValue
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override GoType Type => GoTypes.Float64;

    /// <inheritdoc/>
    public override bool IsTrue => Value != 0;
}

/// <summary>
/// A string, or a type made from it such as <see cref="GoTypes.Html"/>; see <see cref="GoText"/> for its bytes.
/// </summary>
public sealed class GoString(string text, GoType type) : GoValue
{
    /// <summary>The empty <c>string</c>.</summary>
    public static readonly GoString Empty = new("");

    /// <summary>Wraps a <c>string</c>.</summary>
    public GoString(string text)
        : this(text, GoTypes.String)
    {
    }

    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override GoType Type { get; } = type;

    /// <inheritdoc/>
    public override bool IsTrue => Text.Length > 0;

    /// <inheritdoc/>
    public override string ToString() => Text;
}
