using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Checking;

/// <summary>Tells whether the parts of a tree suit each other; visits it in upstream's order, so that errors do too.</summary>
/// <param name="operators">What was written between the operands of each operator.</param>
/// <param name="fail">Takes each fault.</param>
// Source: Prometheus 3.14, messages of refused queries.
internal sealed class TypeChecker(
    IReadOnlyDictionary<BinaryExpr, WrittenOperator> operators, Action<SourceSpan, string> fail)
{
    /// <summary>Checks an expression and everything below it.</summary>
    // What recurs holds no message, so that a level costs little stack.
    public void Check(Expr node)
    {
        switch (node)
        {
            case AggregateExpr aggregate:
                Check(aggregate.Inner);
                Expect(aggregate.Inner, ExpressionType.Vector, "aggregation expression");
                if (aggregate.Parameter is { } parameter)
                {
                    Check(parameter);
                    Expect(parameter, aggregate.Op.ParameterType(), "aggregation parameter");
                }

                break;
            case BinaryExpr binary:
                Check(binary.Left);
                Check(binary.Right);
                CheckOperator(binary);
                break;
            case CallExpr call:
                CheckCall(call);
                break;
            case ParenExpr paren:
                Check(paren.Inner);
                break;
            case UnaryExpr unary:
                Check(unary.Inner);
                CheckSign(unary);
                break;
            case SubqueryExpr subquery:
                Check(subquery.Inner);
                CheckSubquery(subquery);
                break;
            case MatrixSelector matrix:
                CheckSelector(matrix.Selector, mayMatchAll: false);
                break;
            case VectorSelector selector:
                CheckSelector(selector, mayMatchAll: false);
                break;
        }
    }

    private static bool IsOperand(ExpressionType type) => type is ExpressionType.Scalar or ExpressionType.Vector;

    private void Expect(Expr node, ExpressionType wanted, string place)
    {
        if (node.Type != wanted)
        {
            fail(node.Span, $"expected type {wanted.DocumentedName()} in {place}, got {node.Type.DocumentedName()}");
        }
    }

    private void CheckSign(UnaryExpr node)
    {
        if (!IsOperand(node.Inner.Type))
        {
            fail(node.Span, "unary expression only allowed on expressions of type scalar or instant vector, got "
                + $"\"{node.Inner.Type.DocumentedName()}\"");
        }
    }

    private void CheckSubquery(SubqueryExpr node)
    {
        if (node.Inner.Type != ExpressionType.Vector)
        {
            fail(node.Span, $"subquery is only allowed on instant vector, got {node.Inner.Type.Name()} instead");
        }
    }

    private void CheckOperator(BinaryExpr node)
    {
        ExpressionType left = node.Left.Type;
        ExpressionType right = node.Right.Type;
        (SourceSpan span, VectorMatching matching) = operators[node];
        if (node.IsBool && !node.Op.IsComparison())
        {
            fail(span, "bool modifier can only be used on comparison operators");
        }

        if (node.Op.IsComparison() && !node.IsBool && left == ExpressionType.Scalar && right == ExpressionType.Scalar)
        {
            fail(span, "comparisons between scalars must use BOOL modifier");
        }

        HashSet<string> included = [.. matching.Include];
        foreach (string label in matching.Labels)
        {
            if (matching.IsOn && included.Contains(label))
            {
                fail(span, $"label {QuotedText.Quote(label)} must not occur in ON and GROUP clause at once");
            }
        }

        if (!IsOperand(left))
        {
            fail(node.Left.Span, "binary expression must contain only scalar and instant vector types");
        }

        if (!IsOperand(right))
        {
            fail(node.Right.Span, "binary expression must contain only scalar and instant vector types");
        }

        CheckMatching(node, matching);
        if (node.Op.IsSet() && (left == ExpressionType.Scalar || right == ExpressionType.Scalar))
        {
            fail(node.Span, $"set operator \"{node.Op.Sign()}\" not allowed in binary scalar expression");
        }
    }

    private void CheckMatching(BinaryExpr node, VectorMatching matching)
    {
        bool fills = (matching.FillLeft ?? matching.FillRight) is not null;
        if (node.Left.Type != ExpressionType.Vector || node.Right.Type != ExpressionType.Vector)
        {
            if (!matching.Labels.IsEmpty)
            {
                fail(node.Span, "vector matching only allowed between instant vectors");
            }

            if (fills)
            {
                fail(node.Span, "filling in missing series only allowed between instant vectors");
            }
        }
        else if (node.Op.IsSet())
        {
            if (matching.Cardinality is MatchCardinality.OneToMany or MatchCardinality.ManyToOne)
            {
                fail(node.Span, $"no grouping allowed for \"{node.Op.Sign()}\" operation");
                fail(node.Span, "set operations must always be many-to-many");
            }

            if (fills)
            {
                fail(node.Span, "filling in missing series not allowed for set operators");
            }
        }
    }

    private void CheckCall(CallExpr node)
    {
        CheckCount(node);
        FunctionSignature function = node.Function;
        int count = node.Arguments.Count;
        bool isInfo = function.Name == "info" && count > 1;
        if (isInfo)
        {
            CheckInfoSelector(node);
        }

        count = function.Variadic == 0 ? Math.Min(count, function.ArgumentTypes.Count) : count;
        for (int i = 0; i < count; i++)
        {
            Expr argument = node.Arguments[i];
            if (isInfo && i == 1 && argument is VectorSelector { Name: "" } selector)
            {
                CheckSelector(selector, mayMatchAll: true);
            }
            else
            {
                Check(argument);
            }

            CheckArgument(function, i, argument);
        }
    }

    private void CheckCount(CallExpr node)
    {
        FunctionSignature function = node.Function;
        string name = GoQuote.Quote(function.Name);
        int count = node.Arguments.Count;
        if (function.Variadic == 0 && count != function.ArgumentsMin)
        {
            fail(node.Span, $"expected {function.ArgumentsMin} argument(s) in call to {name}, got {count}");
        }
        else if (count < function.ArgumentsMin)
        {
            fail(node.Span, $"expected at least {function.ArgumentsMin} argument(s) in call to {name}, got {count}");
        }
        else if (count > function.ArgumentsMax)
        {
            fail(node.Span, $"expected at most {function.ArgumentsMax} argument(s) in call to {name}, got {count}");
        }
    }

    private void CheckArgument(FunctionSignature function, int index, Expr argument)
    {
        ExpressionType wanted = function.ArgumentType(index);
        if (argument.Type != wanted)
        {
            fail(argument.Span, $"expected type {wanted.DocumentedName()} in call to function "
                + $"{GoQuote.Quote(function.Name)}, got {argument.Type.DocumentedName()}");
        }
    }

    // The second argument of info is conditions on labels, written as a selector without a name.
    private void CheckInfoSelector(CallExpr node)
    {
        Expr labels = node.Arguments[1];
        if (labels.Type != ExpressionType.Vector)
        {
            fail(node.Span, $"expected type {ExpressionType.Vector.DocumentedName()} in call to function \"info\", got "
                + labels.Type.DocumentedName());
        }

        if (labels is VectorSelector { Name: not "" })
        {
            fail(labels.Span, "expected label selectors only, got vector selector instead");
        }
        else if (labels is not VectorSelector)
        {
            fail(labels.Span, "expected label selectors only");
        }
    }

    // A selector of everything is nearly always a slip of the pen, and costs all the memory there is.
    private void CheckSelector(VectorSelector node, bool mayMatchAll)
    {
        if (node.Name.Length == 0)
        {
            bool matchesAll = true;
            foreach (LabelMatcher matcher in node.Matchers)
            {
                matchesAll &= matcher.MatchesEmpty;
            }

            if (matchesAll && !mayMatchAll)
            {
                fail(node.Span, "vector selector must contain at least one non-empty matcher");
            }

            return;
        }

        foreach (LabelMatcher matcher in node.Matchers.AsSpan()[..^1])
        {
            if (matcher.Name == LabelName.MetricName)
            {
                fail(node.Span, $"metric name must not be set twice: {QuotedText.Quote(node.Name)} or "
                    + QuotedText.Quote(matcher.Value));
            }
        }
    }
}
