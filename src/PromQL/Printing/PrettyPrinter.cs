using System.Text;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Printing;

/// <summary>
/// Writes an expression over several lines where it does not fit in one of 100 bytes; selectors are never broken.
/// </summary>
// Source: Prometheus 3.14, answers of /api/v1/format_query.
public static class PrettyPrinter
{
    /// <summary>What fits in a line, in UTF-8 bytes, without its indentation.</summary>
    public const int LineMax = 100;

    /// <summary>The expression, indented by two spaces a level.</summary>
    public static string Print(Expr expression)
    {
        var text = new StringBuilder();
        Write(text, expression, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Expr node, int level)
    {
        switch (node)
        {
            case UnaryExpr unary:
                Indent(text, level).Append(unary.Op.Sign());
                int from = text.Length;
                Write(text, unary.Inner, level);
                while (from < text.Length && text[from] == ' ')
                {
                    text.Remove(from, 1);
                }

                break;
            case SubqueryExpr subquery when Splits(subquery):
                Write(text, subquery.Inner, level);
                text.Append(ExpressionPrinter.Suffix(subquery));
                break;
            case SubqueryExpr:
                // Upstream forgets the indentation here.
                text.Append(ExpressionPrinter.Print(node));
                break;
            case AggregateExpr aggregate when Splits(aggregate):
                Indent(text, level).Append(ExpressionPrinter.Head(aggregate));
                WriteArguments(
                    text, aggregate.Parameter is { } parameter ? [parameter, aggregate.Inner] : [aggregate.Inner], level);
                break;
            case BinaryExpr binary when Splits(binary):
                Write(text, binary.Left, level + 1);
                text.Append('\n');
                Indent(text, level).Append(ExpressionPrinter.Operator(binary)).Append('\n');
                Write(text, binary.Right, level + 1);
                break;
            case CallExpr call when Splits(call):
                Indent(text, level).Append(call.Function.Name);
                WriteArguments(text, call.Arguments, level);
                break;
            case ParenExpr paren when Splits(paren):
                Indent(text, level);
                WriteArguments(text, [paren.Inner], level);
                break;
            default:
                Indent(text, level).Append(ExpressionPrinter.Print(node));
                break;
        }
    }

    private static void WriteArguments(StringBuilder text, ValueList<Expr> arguments, int level)
    {
        text.Append("(\n");
        for (int i = 0; i < arguments.Count; i++)
        {
            text.Append(i > 0 ? ",\n" : "");
            Write(text, arguments[i], level + 1);
        }

        text.Append('\n');
        Indent(text, level).Append(')');
    }

    private static bool Splits(Expr node) => ExpressionPrinter.IsLongerThan(node, LineMax);

    private static StringBuilder Indent(StringBuilder text, int level) => text.Append(' ', level * 2);
}
