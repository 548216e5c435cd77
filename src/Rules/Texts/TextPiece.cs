using Tocsin.Templates.Formatting;

namespace Tocsin.Rules.Texts;

/// <summary>
/// A part of the templates that most rules have: text, a label, the value. They are written straight into the result,
/// which takes a tenth of what the engine of templates takes. Immutable.
/// </summary>
internal abstract class TextPiece
{
    /// <summary>Appends the part; false if only the engine gets it right.</summary>
    public abstract bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope);
}

/// <summary>Text as it is.</summary>
internal sealed class ConstantPiece(string content) : TextPiece
{
    public string Content => content;

    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope)
    {
        text.Append(content);
        return true;
    }
}

/// <summary>A label of the element; nothing if it has none of that name.</summary>
internal sealed class LabelPiece(byte[] name) : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope) =>
        text.TryAppend(element.Labels.ValueOrEmpty(name));
}

/// <summary>An external label; nothing if there is none of that name.</summary>
internal sealed class ExternalLabelPiece(byte[] name) : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope) =>
        text.TryAppend(scope.ExternalLabels.ValueOrEmpty(name));
}

/// <summary>The address of this server.</summary>
internal sealed class ExternalUrlPiece : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope)
    {
        text.Append(scope.ExternalUrl);
        return true;
    }
}

/// <summary>The value, by a verb of <c>printf</c>.</summary>
/// <param name="verb">One of <c>e f g</c>; the last for <c>%v</c> too.</param>
/// <param name="precision">Its digits, or -1.</param>
internal sealed class ValuePiece(char verb, int precision) : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope)
    {
        if (element.Histogram is not null)
        {
            return false;
        }

        Span<char> room = text.Reserve(FloatFormat.FastCharsMax);
        if (FloatFormat.TryFormat(element.Value, verb, precision, room, out int written))
        {
            text.Advance(written);
        }
        else
        {
            text.Append(FloatFormat.Format(element.Value, verb, precision));
        }

        return true;
    }
}

/// <summary>The value, by one of the functions for people.</summary>
internal sealed class HumanPiece(Func<double, string> print) : TextPiece
{
    public override bool TryAppend(ref TextBuffer text, in RuleTextElement element, RuleTextScope scope)
    {
        if (element.Histogram is not null || !double.IsFinite(element.Value))
        {
            return false;
        }

        text.Append(print(element.Value));
        return true;
    }
}
