using System.Text;

namespace Tocsin.Templates.Tests.Html;

/// <summary>
/// JavaScript with the contents of its strings, template literals and regular expressions left out. A slash starts a
/// regular expression, since the templates of the properties do not divide.
/// </summary>
internal static class ScriptSkeleton
{
    public static string Of(string script)
    {
        var skeleton = new StringBuilder();
        for (int at = 0; at < script.Length;)
        {
            char c = script[at];
            if (c is '"' or '\'' or '`' or '/')
            {
                at = Literal(script, at);
                skeleton.Append(at < 0 ? "OPEN" : c.ToString());
                at = at < 0 ? script.Length : at;
            }
            else
            {
                skeleton.Append(c == ' ' ? "" : c.ToString());
                at++;
            }
        }

        return skeleton.ToString();
    }

    // The index after the literal, or -1 if it does not end.
    private static int Literal(string script, int from)
    {
        char quote = script[from];
        for (int at = from + 1; at < script.Length; at++)
        {
            bool isLineEnd = script[at] is '\n' or '\r' || (quote == '/' && script[at] is '\u2028' or '\u2029');
            if (isLineEnd && quote != '`')
            {
                return -1;
            }

            if (quote == '`' && script[at] == '$' && at + 1 < script.Length && script[at + 1] == '{')
            {
                return -1;
            }

            if (script[at] == quote)
            {
                return at + 1;
            }

            at += script[at] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
