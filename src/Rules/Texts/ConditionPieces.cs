using System.Text;

namespace Tocsin.Rules.Texts;

/// <summary>A question about an element that an <c>if</c> can ask. Immutable.</summary>
internal abstract class TextCondition
{
    /// <summary>The answer; null if only the engine knows it.</summary>
    public abstract bool? Ask(in RuleTextElement element);
}

/// <summary>Compares the value with a number.</summary>
/// <param name="name">One of <c>eq ne lt le gt ge</c>.</param>
/// <param name="number">The number.</param>
// Source: Go text/template, funcs: gt and ge are the opposites of le and lt, also where neither holds.
internal sealed class ValueCondition(string name, double number) : TextCondition
{
    public override bool? Ask(in RuleTextElement element)
    {
        double value = element.Value;
        return element.Histogram is not null ? null : name switch
        {
            "eq" => value == number,
            "ne" => value != number,
            "lt" => value < number,
            "le" => value < number || value == number,
            "gt" => !(value < number || value == number),
            "ge" => !(value < number),
            _ => null,
        };
    }
}

/// <summary>Compares a label with a text.</summary>
/// <param name="label">The label's name; one that is not there is empty.</param>
/// <param name="text">The text.</param>
/// <param name="isEqual">True for <c>eq</c>, false for <c>ne</c>.</param>
internal sealed class LabelCondition(byte[] label, byte[] text, bool isEqual) : TextCondition
{
    public override bool? Ask(in RuleTextElement element) =>
        element.Labels.ValueOrEmpty(label).SequenceEqual(text) == isEqual;
}

/// <summary>Parts of which the element decides whether they are written.</summary>
/// <param name="condition">Decides.</param>
/// <param name="then">Written if it holds.</param>
/// <param name="otherwise">Written if it does not.</param>
internal sealed class IfPiece(TextCondition condition, TextPiece[] then, TextPiece[] otherwise) : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope)
    {
        if (condition.Ask(element) is not { } holds)
        {
            return false;
        }

        foreach (TextPiece piece in holds ? then : otherwise)
        {
            if (!piece.TryAppend(ref text, element, scope))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A label of the element, by a function of texts.</summary>
/// <param name="name">The label's name.</param>
/// <param name="print">The function.</param>
internal sealed class LabelFunctionPiece(byte[] name, Func<string, string> print) : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope)
    {
        ReadOnlySpan<byte> value = element.Labels.ValueOrEmpty(name);
        if (!System.Text.Unicode.Utf8.IsValid(value))
        {
            return false;
        }

        text.Append(print(Encoding.UTF8.GetString(value)));
        return true;
    }
}
