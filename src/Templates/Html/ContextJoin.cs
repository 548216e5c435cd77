namespace Tocsin.Templates.Html;

/// <summary>What is known after branches that met again.</summary>
internal static class ContextJoin
{
    /// <summary>The context that both are, or a fault that names the branch.</summary>
    public static HtmlContext Join(HtmlContext a, HtmlContext b, string branch)
    {
        if (a.IsError || b.State == HtmlState.Dead || a == b)
        {
            return a;
        }

        if (b.IsError || a.State == HtmlState.Dead)
        {
            return b;
        }

        if ((a with { UrlPart = b.UrlPart }) == b)
        {
            return a with { UrlPart = UrlPart.Unknown };
        }

        if ((a with { Slash = b.Slash }) == b)
        {
            return a with { Slash = SlashMeaning.Unknown };
        }

        // One branch may print the start of a value and the other nothing: <p title={{if .C}}{{.}}{{end}}
        (HtmlContext c, HtmlContext d) = (a.Nudge(), b.Nudge());
        if ((c != a || d != b) && Join(c, d, branch) is { IsError: false } nudged)
        {
            return nudged;
        }

        return HtmlContext.Failed($"{{{{{branch}}}}} branches end in different contexts: {a}, {b}");
    }
}
