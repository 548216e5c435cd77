namespace Tocsin.Conformance.Receivers;

/// <summary>One field in which two requests differ.</summary>
/// <param name="Receiver">The receiver's name in the configuration.</param>
/// <param name="Step">The step of the script.</param>
/// <param name="Request">Which request of the receiver in that step, from 1.</param>
/// <param name="Field">The field; <c>request</c> if one of them was not made at all, <c>order</c> if only the order differs.</param>
/// <param name="Theirs">What Alertmanager sent; null if the field is missing.</param>
/// <param name="Ours">What Tocsin sent; null if the field is missing.</param>
internal sealed record FieldDifference(
    string Receiver, string Step, int Request, string Field, string? Theirs, string? Ours)
{
    private const int ShownMax = 400;

    /// <summary>How two requests differ.</summary>
    /// <param name="at">Receiver, step and number, with an empty field.</param>
    /// <param name="theirs">Alertmanager's request; null if it made none.</param>
    /// <param name="ours">Tocsin's request; null if it made none.</param>
    public static IEnumerable<FieldDifference> Between(FieldDifference at, RequestFields? theirs, RequestFields? ours)
    {
        if (theirs is null || ours is null)
        {
            return [at with { Field = "request", Theirs = Whole(theirs), Ours = Whole(ours) }];
        }

        ILookup<string, string> left = theirs.All.ToLookup(f => f.Name, f => f.Value, StringComparer.Ordinal);
        ILookup<string, string> right = ours.All.ToLookup(f => f.Name, f => f.Value, StringComparer.Ordinal);
        FieldDifference[] found =
        [
            .. theirs.All.Concat(ours.All).Select(f => f.Name).Distinct()
                .Where(name => !left[name].SequenceEqual(right[name]))
                .Select(name => at with { Field = name, Theirs = Joined(left, name), Ours = Joined(right, name) }),
        ];

        // Order counts among the fields that both have.
        string[] leftOrder = [.. theirs.All.Select(f => f.Name).Where(right.Contains)];
        string[] rightOrder = [.. ours.All.Select(f => f.Name).Where(left.Contains)];
        return leftOrder.SequenceEqual(rightOrder)
            ? found
            : [.. found, at with { Field = "order", Theirs = string.Join(' ', leftOrder), Ours = string.Join(' ', rightOrder) }];
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        int same = Theirs is null || Ours is null ? 0 : Theirs.Zip(Ours).TakeWhile(p => p.First == p.Second).Count();
        int from = Math.Max(0, same - (ShownMax / 4));
        string where = from == 0 ? "" : $" from character {from}";
        return $"{Receiver}, {Step}, request {Request}, {Field}{where}:\n    alertmanager {Shown(Theirs, from)}\n"
            + $"    tocsin       {Shown(Ours, from)}";
    }

    private static string? Whole(RequestFields? fields) =>
        fields is null ? null : string.Join(' ', fields.All.Select(f => $"{f.Name}={f.Value}"));

    private static string? Joined(ILookup<string, string> fields, string name) =>
        fields.Contains(name) ? string.Join(" and ", fields[name]) : null;

    private static string Shown(string? value, int from) => value is null ? "(none)"
        : value.Length - from <= ShownMax ? value[from..]
        : $"{value[from..(from + ShownMax)]}... ({value.Length} characters)";
}
