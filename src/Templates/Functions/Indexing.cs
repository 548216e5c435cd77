using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary><c>index</c>, <c>slice</c> and <c>len</c>; strings are their UTF-8 bytes.</summary>
// Source: Go text/template, funcs: index, slice and length, and reflect's own message for an index that is the length.
internal static class Indexing
{
    public static int Length(GoValue value) => Indirect(value) switch
    {
        GoString text => GoText.ByteLength(text.Text),
        GoList list => list.Count,
        GoMap map => map.Count,
        { Kind: GoKind.Invalid } => throw new GoErrorException("reflect: call of reflect.Value.Type on zero Value"),
        { Kind: GoKind.Interface } => throw new GoErrorException("len of nil pointer"),
        GoValue other => throw new GoErrorException("len of type " + other.Type),
    };

    public static GoValue Index(GoValue item, ReadOnlySpan<GoValue> indexes)
    {
        if (item.IsNil)
        {
            throw new GoErrorException("index of untyped nil");
        }

        foreach (GoValue index in indexes)
        {
            item = Indirect(item) switch
            {
                GoString text => ByteAt(text.Text, index),
                GoList list => list[Position(index, list.Count, "slice")],
                GoMap map => map.FindOrZero(Key(index)),
                { IsNil: true } => throw new GoErrorException("index of nil pointer"),
                GoValue other => throw new GoErrorException("can't index item of type " + other.Type),
            };
        }

        return item;
    }

    public static GoValue Slice(GoValue item, ReadOnlySpan<GoValue> indexes)
    {
        if (item.IsNil)
        {
            throw new GoErrorException("slice of untyped nil");
        }

        if (indexes.Length > 3)
        {
            throw new GoErrorException($"too many slice indexes: {indexes.Length}");
        }

        int length = item switch
        {
            GoString when indexes.Length == 3 => throw new GoErrorException("cannot 3-index slice a string"),
            GoString text => GoText.ByteLength(text.Text),
            GoList list => list.Count,
            _ => throw new GoErrorException("can't slice item of type " + item.Type),
        };
        (int from, int to) = Bounds(indexes, length);
        return item switch
        {
            GoString text => new GoString(GoText.Slice(text.Text, from, to), text.Type),
            GoList list => new GoList(list.Elements[from..to].ToArray(), list.Type),
            _ => item,
        };
    }

    private static (int From, int To) Bounds(ReadOnlySpan<GoValue> indexes, int length)
    {
        Span<int> bounds = [0, length, length];
        for (int i = 0; i < indexes.Length; i++)
        {
            bounds[i] = Number(indexes[i], length);
        }

        if (bounds[0] > bounds[1])
        {
            throw new GoErrorException($"invalid slice index: {bounds[0]} > {bounds[1]}");
        }

        return indexes.Length == 3 && bounds[1] > bounds[2]
            ? throw new GoErrorException($"invalid slice index: {bounds[1]} > {bounds[2]}")
            : (bounds[0], bounds[1]);
    }

    private static GoInt ByteAt(string text, GoValue index)
    {
        byte[] bytes = GoText.ToBytes(text);
        return new GoInt(bytes[Position(index, bytes.Length, "string")], GoTypes.Uint8);
    }

    private static int Position(GoValue index, int length, string what)
    {
        int position = Number(index, length);
        return position < length ? position : throw new GoErrorException($"reflect: {what} index out of range");
    }

    private static int Number(GoValue index, int limit)
    {
        if (index is not GoInt number)
        {
            throw new GoErrorException(index.IsNil
                ? "cannot index slice/array with nil"
                : "cannot index slice/array with type " + index.Type);
        }

        return number.Value >= 0 && number.Value <= limit
            ? (int)number.Value
            : throw new GoErrorException($"index out of range: {number.Value}");
    }

    private static string Key(GoValue index)
    {
        if (index.IsNil)
        {
            throw new GoErrorException("value is nil; should be of type string");
        }

        return index is GoString text && ReferenceEquals(text.Type, GoTypes.String)
            ? text.Text
            : throw new GoErrorException($"value has type {index.Type}; should be string");
    }

    private static GoValue Indirect(GoValue value) => value is GoPointer pointer ? pointer.Target : value;
}
