using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Lexing;

/// <summary>One token: a kind and a part of the text.</summary>
internal readonly record struct Token(TokenKind Kind, SourceSpan Span)
{
    // Errors quote this much of a long token.
    private const int QuotedRunes = 10;

    /// <summary>The token as written.</summary>
    public string Text(string source) => source[Span.From..Span.To];

    /// <summary>The token as errors show it.</summary>
    // Source: Prometheus 3.x, messages of refused queries: unexpected <op:+>, unexpected identifier "x".
    public string Describe(string source)
    {
        string text = Text(source);
        return Kind switch
        {
            TokenKind.End => "end of input",
            TokenKind.Identifier => $"identifier {GoQuote.Quote(text)}",
            TokenKind.MetricIdentifier => $"metric identifier {GoQuote.Quote(text)}",
            TokenKind.String => $"string {QuoteShort(text)}",
            TokenKind.Number => $"number {QuoteShort(text)}",
            TokenKind.Duration => $"duration {QuoteShort(text)}",
            >= TokenKind.At and <= TokenKind.Power => $"<op:{text}>",
            >= TokenKind.Avg and <= TokenKind.LimitRatio => $"<aggr:{text}>",
            >= TokenKind.Bool and <= TokenKind.Without => $"<{text}>",
            _ => QuoteShort(text),
        };
    }

    private static string QuoteShort(string text)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) <= QuotedRunes)
        {
            return GoQuote.Quote(text);
        }

        string head = string.Concat(text.EnumerateRunes().Take(QuotedRunes).Select(rune => rune.ToString()));
        return GoQuote.Quote(head) + "...";
    }
}
