using System.Text;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Printing;

/// <summary>
/// Writes an expression on one line in the form that rules, the API and logs show: the text that two spellings of the
/// same tree have in common.
/// </summary>
// Source: Prometheus 3.14, the "query" of /api/v1/rules and the answers of /api/v1/format_query.
public sealed class ExpressionPrinter
{
    private readonly StringBuilder _out = new();
    private readonly int _lengthMax;

    private ExpressionPrinter(int lengthMax) => _lengthMax = lengthMax;

    /// <summary>The expression on one line.</summary>
    public static string Print(Expr expression) => Print(expression, int.MaxValue);

    /// <summary>What is between the operands of an operator, <c>+ on (a) group_left ()</c>.</summary>
    internal static string Operator(BinaryExpr node)
    {
        var printer = new ExpressionPrinter(int.MaxValue);
        printer.WriteOperator(node);
        return printer._out.ToString();
    }

    /// <summary>An aggregation without what is aggregated, <c>sum by (a) </c>.</summary>
    internal static string Head(AggregateExpr node)
    {
        var printer = new ExpressionPrinter(int.MaxValue);
        printer.WriteHead(node);
        return printer._out.ToString();
    }

    /// <summary>What stands behind a subquery's expression, <c>[5m:1m] offset 1h</c>.</summary>
    internal static string Suffix(SubqueryExpr node)
    {
        var printer = new ExpressionPrinter(int.MaxValue);
        printer.WriteSuffix(node);
        return printer._out.ToString();
    }

    /// <summary>True if the expression has more UTF-8 bytes on one line than that.</summary>
    internal static bool IsLongerThan(Expr expression, int bytes)
    {
        string text = Print(expression, bytes);
        return text.Length > bytes || Encoding.UTF8.GetByteCount(text) > bytes;
    }

    private static string Print(Expr expression, int lengthMax)
    {
        var printer = new ExpressionPrinter(lengthMax);
        printer.Write(expression);
        return printer._out.ToString();
    }

    private void Write(Expr node)
    {
        // Whoever asks only for the length has the answer.
        if (_out.Length > _lengthMax)
        {
            return;
        }

        switch (node)
        {
            case AggregateExpr aggregate:
                WriteAggregate(aggregate);
                break;
            case BinaryExpr binary:
                Write(binary.Left);
                _out.Append(' ');
                WriteOperator(binary);
                _out.Append(' ');
                Write(binary.Right);
                break;
            case CallExpr call:
                _out.Append(call.Function.Name);
                WriteArguments(call.Arguments);
                break;
            case DurationExpr duration:
                WriteDuration(duration);
                break;
            case MatrixSelector matrix:
                WriteMatrix(matrix);
                break;
            case NumberLiteral number:
                WriteNumber(number);
                break;
            case ParenExpr paren:
                _out.Append('(');
                Write(paren.Inner);
                _out.Append(')');
                break;
            case StringLiteral literal:
                _out.Append(QuotedText.Quote(literal.Value));
                break;
            case SubqueryExpr subquery:
                Write(subquery.Inner);
                WriteSuffix(subquery);
                break;
            case UnaryExpr unary:
                _out.Append(unary.Op.Sign());
                Write(unary.Inner);
                break;
            case VectorSelector selector:
                WriteSeries(selector);
                WriteAt(selector.At);
                WriteEdges(selector.Edges);
                WriteOffset(selector.Offset);
                break;
        }
    }

    private void WriteArguments(ValueList<Expr> arguments)
    {
        _out.Append('(');
        for (int i = 0; i < arguments.Count; i++)
        {
            _out.Append(i > 0 ? ", " : "");
            Write(arguments[i]);
        }

        _out.Append(')');
    }

    private void WriteAggregate(AggregateExpr node)
    {
        WriteHead(node);
        WriteArguments(node.Parameter is { } parameter ? [parameter, node.Inner] : [node.Inner]);
    }

    private void WriteHead(AggregateExpr node)
    {
        _out.Append(node.Op.Name());
        if (node.IsWithout || !node.Grouping.IsEmpty)
        {
            WriteLabels(node.IsWithout ? "without" : "by", node.Grouping);
            _out.Append(' ');
        }
    }

    private void WriteLabels(string word, ValueList<string> labels)
    {
        _out.Append(' ').Append(word).Append(" (");
        for (int i = 0; i < labels.Count; i++)
        {
            _out.Append(i > 0 ? ", " : "");
            _out.Append(LabelName.IsClassic(labels[i]) ? labels[i] : QuotedText.Quote(labels[i]));
        }

        _out.Append(')');
    }

    private void WriteOperator(BinaryExpr node)
    {
        _out.Append(node.Op.Sign());
        _out.Append(node.IsBool ? " bool" : "");
        if (node.Matching is not { } matching)
        {
            return;
        }

        bool isGrouped = matching.Cardinality is MatchCardinality.ManyToOne or MatchCardinality.OneToMany;
        if (matching.IsOn || isGrouped || !matching.Labels.IsEmpty)
        {
            WriteLabels(matching.IsOn ? "on" : "ignoring", matching.Labels);
        }

        if (isGrouped)
        {
            bool isLeft = matching.Cardinality == MatchCardinality.ManyToOne;
            WriteLabels(isLeft ? "group_left" : "group_right", matching.Include);
        }

        // Two NaNs are not one value, so they print apart, as upstream prints them.
        if (matching.FillLeft is double both && matching.FillRight is double right && both == right)
        {
            WriteFill("fill", both);
            return;
        }

        WriteFill("fill_left", matching.FillLeft);
        WriteFill("fill_right", matching.FillRight);
    }

    private void WriteFill(string word, double? value)
    {
        if (value is double number)
        {
            _out.Append(' ').Append(word).Append(" (").Append(FloatText.General(number)).Append(')');
        }
    }

    private void WriteNumber(NumberLiteral node)
    {
        if (!node.IsDuration)
        {
            _out.Append(FloatText.Fixed(node.Value));
            return;
        }

        // Through nanoseconds and cut, not rounded, to milliseconds.
        _out.Append(node.Value < 0 ? "-" : "");
        WriteMilliseconds((long)(Math.Abs(node.Value) * 1e9) / 1_000_000);
    }

    private void WriteMilliseconds(long milliseconds) =>
        _out.Append(PrometheusDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    private void WriteSeries(VectorSelector node)
    {
        _out.Append(node.Name);
        List<string> matchers = [];
        foreach (LabelMatcher matcher in node.Matchers)
        {
            bool isName = matcher.Name == LabelName.MetricName && matcher.Op == MatchOp.Equal
                && matcher.Value == node.Name && matcher.Value.Length > 0;
            if (!isName)
            {
                string name = LabelName.IsClassic(matcher.Name) ? matcher.Name : QuotedText.Quote(matcher.Name);
                matchers.Add(name + matcher.Op.Sign() + QuotedText.Quote(matcher.Value));
            }
        }

        // Upstream prints nothing at all for {}, which is info's to take; that would not parse.
        if (matchers.Count > 0 || node.Name.Length == 0)
        {
            matchers.Sort(CompareUtf8);
            _out.Append('{').AppendJoin(',', matchers).Append('}');
        }
    }

    // Go's order of strings is that of their bytes; UTF-16 has another beyond the BMP.
    private static int CompareUtf8(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private void WriteMatrix(MatrixSelector node)
    {
        WriteSeries(node.Selector);
        _out.Append('[');
        WriteLength(node.Range);
        _out.Append(']');
        WriteEdges(node.Selector.Edges);
        WriteAt(node.Selector.At);
        WriteOffset(node.Selector.Offset);
    }

    private void WriteSuffix(SubqueryExpr node)
    {
        _out.Append('[');
        WriteLength(node.Range);
        _out.Append(':');
        if (node.Step is DurationValue step)
        {
            WriteLength(step);
        }

        _out.Append(']');
        WriteAt(node.At);
        WriteOffset(node.Offset);
    }

    private void WriteLength(DurationValue length)
    {
        if (length.Expression is { } expression)
        {
            WriteDuration(expression);
        }
        else
        {
            WriteMilliseconds(length.Ms);
        }
    }

    private void WriteOffset(OffsetModifier offset)
    {
        if (offset.IsNone)
        {
            return;
        }

        _out.Append(" offset ");
        if (offset.Expression is { } expression)
        {
            WriteDuration(expression);
        }
        else
        {
            _out.Append(offset.Ms < 0 ? "-" : "");
            WriteMilliseconds(Math.Abs(offset.Ms));
        }
    }

    private void WriteAt(AtModifier? at)
    {
        if (at is AtModifier fixedTo)
        {
            _out.Append(" @ ").Append(fixedTo.Kind switch
            {
                AtKind.Start => "start()",
                AtKind.End => "end()",
                _ => FloatText.Fixed(fixedTo.TimestampMs / 1000.0, 3),
            });
        }
    }

    private void WriteEdges(RangeEdges edges) => _out.Append(edges switch
    {
        RangeEdges.Anchored => " anchored",
        RangeEdges.Smoothed => " smoothed",
        _ => "",
    });

    private void WriteDuration(DurationExpr node)
    {
        _out.Append(node.IsWrapped ? "(" : "");
        switch (node)
        {
            case { Op: DurationOp.Step or DurationOp.Range }:
                _out.Append(node.Op.Sign()).Append("()");
                break;
            case { Op: DurationOp.MaxOf or DurationOp.MinOf, Left: { } left, Right: { } right }:
                _out.Append(node.Op.Sign());
                WriteArguments([left, right]);
                break;
            case { Left: null, Right: { } only }:
                _out.Append(node.Op == DurationOp.Subtract ? "-" : "");
                Write(only);
                break;
            case { Left: { } left, Right: { } right }:
                Write(left);
                _out.Append(' ').Append(node.Op.Sign()).Append(' ');
                Write(right);
                break;
        }

        _out.Append(node.IsWrapped ? ")" : "");
    }
}
