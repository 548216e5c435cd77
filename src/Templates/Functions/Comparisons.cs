using Tocsin.Templates.Formatting;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>
/// Go's comparisons of template values: by basic kind, never across kinds but between signed and unsigned.
/// </summary>
// Source: Go text/template, funcs: eq, lt and their errors.
internal static class Comparisons
{
    private const string BadType = "invalid type for comparison";

    private enum Basic : byte
    {
        None,
        Truth,
        Whole,
        Unsigned,
        Real,
        Text,
    }

    /// <summary>True if the first equals any of the others.</summary>
    public static bool IsEqual(GoValue first, ReadOnlySpan<GoValue> others)
    {
        if (others.IsEmpty)
        {
            throw new GoErrorException("missing argument for comparison");
        }

        foreach (GoValue other in others)
        {
            if (IsEqual(first, other))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if the left is less than the right.</summary>
    public static bool IsLess(GoValue left, GoValue right)
    {
        Basic leftKind = BasicOf(left);
        Basic rightKind = leftKind == Basic.None ? Basic.None : BasicOf(right);
        if (rightKind == Basic.None)
        {
            throw new GoErrorException(BadType);
        }

        if (leftKind != rightKind)
        {
            return AreWhole(leftKind, rightKind)
                ? WholeOf(left) < WholeOf(right)
                : throw BadTypes(left, right);
        }

        return leftKind switch
        {
            Basic.Whole or Basic.Unsigned => WholeOf(left) < WholeOf(right),
            Basic.Real => ((GoFloat)left).Value < ((GoFloat)right).Value,
            Basic.Text => GoText.CompareBytes(((GoString)left).Text, ((GoString)right).Text) < 0,
            _ => throw new GoErrorException(BadType),
        };
    }

    private static bool IsEqual(GoValue left, GoValue right)
    {
        Basic leftKind = BasicOf(left);
        Basic rightKind = BasicOf(right);
        if (leftKind == rightKind)
        {
            return leftKind switch
            {
                Basic.Truth => ReferenceEquals(left, right),
                Basic.Whole or Basic.Unsigned => WholeOf(left) == WholeOf(right),
                Basic.Real => ((GoFloat)left).Value == ((GoFloat)right).Value,
                Basic.Text => ((GoString)left).Text == ((GoString)right).Text,
                _ => IsEqualComposite(left, right),
            };
        }

        if (AreWhole(leftKind, rightKind))
        {
            return WholeOf(left) == WholeOf(right);
        }

        return left.IsNil || right.IsNil ? false : throw BadTypes(left, right);
    }

    private static bool IsEqualComposite(GoValue left, GoValue right)
    {
        if (left.IsNil || right.IsNil)
        {
            return left.IsNil && right.IsNil;
        }

        if (left.Kind != right.Kind)
        {
            throw new GoErrorException(GoFormat.Sprintf(
                "non-comparable types %s: %s, %s: %v",
                left, GoValue.Of(left.Type.Name), GoValue.Of(right.Type.Name), right));
        }

        return right switch
        {
            GoPointer pointer => ReferenceEquals(((GoPointer)left).Target, pointer.Target),
            TimeValue time => left is TimeValue other && other.Moment == time.Moment,
            _ => throw new GoErrorException(
                GoFormat.Sprintf("non-comparable type %s: %s", right, GoValue.Of(right.Type.Name))),
        };
    }

    private static GoErrorException BadTypes(GoValue left, GoValue right) =>
        new($"incompatible types for comparison: {left.Type} and {right.Type}");

    private static Basic BasicOf(GoValue value) => value.Kind switch
    {
        GoKind.Bool => Basic.Truth,
        GoKind.Int => Basic.Whole,
        GoKind.Uint => Basic.Unsigned,
        GoKind.Float => Basic.Real,
        GoKind.String => Basic.Text,
        _ => Basic.None,
    };

    private static bool AreWhole(Basic left, Basic right) =>
        left is Basic.Whole or Basic.Unsigned && right is Basic.Whole or Basic.Unsigned;

    private static long WholeOf(GoValue value) => ((GoInt)value).Value;
}
