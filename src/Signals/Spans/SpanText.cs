namespace Tocsin.Signals.Spans;

/// <summary>Where a text of a batch of spans lies: in the request's body, or in what was written beside it.</summary>
/// <param name="At">The first byte in the body; its complement if it lies beside it.</param>
/// <param name="Length">How many bytes; less than 0 if there is no text.</param>
internal readonly record struct SpanText(int At, int Length)
{
    /// <summary>No text at all, which differs from an empty one.</summary>
    public static SpanText None => new(0, -1);

    /// <summary>True if there is no text.</summary>
    public bool IsNone => Length < 0;
}
