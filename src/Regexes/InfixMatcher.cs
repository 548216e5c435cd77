using System.Text;

namespace Tocsin.Regexes;

/// <summary>The text holds a given text: <c>.*disk.*</c>.</summary>
internal sealed class InfixMatcher(AnyRun before, string infix, AnyRun after) : TextMatcher
{
    private readonly byte[] _infix = Encoding.UTF8.GetBytes(infix);

    public override bool IsMatch(ReadOnlySpan<byte> text)
    {
        // Which occurrence splits the text matters only for what the dot leaves out, so all are tried from the left.
        for (int from = 0; from <= text.Length;)
        {
            int at = text[from..].IndexOf(_infix);
            if (at < 0)
            {
                return false;
            }

            at += from;
            if (before.Matches(text[..at]) && after.Matches(text[(at + _infix.Length)..]))
            {
                return true;
            }

            if (!before.AllowsNewline && text[from..at].Contains((byte)'\n'))
            {
                return false;
            }

            from = at + 1;
        }

        return false;
    }
}
