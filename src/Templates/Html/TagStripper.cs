using System.Text;

namespace Tocsin.Templates.Html;

/// <summary>The text of an HTML fragment, for places that take no tags: <c>&lt;b&gt;Hi&lt;/b&gt; there</c> is "Hi there".</summary>
internal static class TagStripper
{
    public static string Strip(string html)
    {
        var text = new StringBuilder();
        HtmlContext c = HtmlContext.Start;
        bool isAllText = true;
        int at = 0;
        while (at < html.Length)
        {
            int from = at;
            HtmlContext before = c;
            if (before.End != AttributeEnd.None)
            {
                int end = TextScanner.ValueEnd(before.End, html.AsSpan(at));
                if (end < 0)
                {
                    break;
                }

                at += end + (before.End == AttributeEnd.SpaceOrTagEnd ? 0 : 1);
                c = new HtmlContext { State = HtmlState.Tag, Element = before.Element };
                continue;
            }

            (c, int taken) = Step(before, html.AsSpan(at));
            at += taken;
            if (before.State is HtmlState.Text or HtmlState.RcData)
            {
                text.Append(html, from, TextEnd(html, from, at, isSame: c.State == before.State) - from);
            }
            else
            {
                isAllText = false;
            }
        }

        return isAllText ? html : text.ToString();
    }

    // The body of a script or style is skipped up to its end tag; nobody needs its tokens.
    private static (HtmlContext Next, int Taken) Step(HtmlContext c, ReadOnlySpan<char> rest) =>
        c.Element != ElementKind.None && !c.State.IsInTag()
            ? TagTransitions.UntilEndTag(c, rest)
            : Transitions.Step(c, rest);

    // Up to the tag or comment that starts in the part read.
    private static int TextEnd(string html, int from, int to, bool isSame)
    {
        int bracket = isSame || to == from ? -1 : html.LastIndexOf('<', to - 1, to - from);
        return bracket < 0 ? to : bracket;
    }
}
