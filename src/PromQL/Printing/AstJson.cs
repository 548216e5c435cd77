using System.Text.Json;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Numbers;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Printing;

/// <summary>Writes a tree as <c>/api/v1/parse_query</c> answers it; members are in alphabetical order.</summary>
// Source: Prometheus 3.14 HTTP API, "Parsing a PromQL expression into an abstract syntax tree (AST)".
public static class AstJson
{
    /// <summary>How deep the JSON of the highest tree nests; the writer must allow so much.</summary>
    public const int DepthMax = (2 * ParserLimits.HeightMax) + 4;

    /// <summary>Writes the expression as one JSON value; the writer stays the caller's.</summary>
    public static void Write(Utf8JsonWriter json, Expr expression)
    {
        switch (expression)
        {
            case AggregateExpr aggregate:
                WriteAggregate(json, aggregate);
                break;
            case BinaryExpr binary:
                WriteBinary(json, binary);
                break;
            case CallExpr call:
                WriteCall(json, call);
                break;
            case DurationExpr duration:
                WriteDuration(json, duration);
                break;
            case MatrixSelector matrix:
                WriteSelector(json, matrix.Selector, matrix.Range);
                break;
            case NumberLiteral number:
                json.WriteStartObject();
                json.WriteString("type", "numberLiteral");
                json.WriteString("val", FloatText.Fixed(number.Value));
                json.WriteEndObject();
                break;
            case ParenExpr paren:
                json.WriteStartObject();
                WriteMember(json, "expr", paren.Inner);
                json.WriteString("type", "parenExpr");
                json.WriteEndObject();
                break;
            case StringLiteral literal:
                json.WriteStartObject();
                json.WriteString("type", "stringLiteral");
                json.WriteString("val", literal.Value);
                json.WriteEndObject();
                break;
            case SubqueryExpr subquery:
                WriteSubquery(json, subquery);
                break;
            case UnaryExpr unary:
                json.WriteStartObject();
                WriteMember(json, "expr", unary.Inner);
                json.WriteString("op", unary.Op.Sign());
                json.WriteString("type", "unaryExpr");
                json.WriteEndObject();
                break;
            case VectorSelector selector:
                WriteSelector(json, selector, null);
                break;
        }
    }

    private static void WriteMember(Utf8JsonWriter json, string name, Expr? value)
    {
        json.WritePropertyName(name);
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Write(json, value);
        }
    }

    private static void WriteAggregate(Utf8JsonWriter json, AggregateExpr node)
    {
        json.WriteStartObject();
        WriteMember(json, "expr", node.Inner);
        WriteNames(json, "grouping", node.Grouping);
        json.WriteString("op", node.Op.Name());
        WriteMember(json, "param", node.Parameter);
        json.WriteString("type", "aggregation");
        json.WriteBoolean("without", node.IsWithout);
        json.WriteEndObject();
    }

    private static void WriteBinary(Utf8JsonWriter json, BinaryExpr node)
    {
        json.WriteStartObject();
        json.WriteBoolean("bool", node.IsBool);
        WriteMember(json, "lhs", node.Left);
        json.WritePropertyName("matching");
        if (node.Matching is { } matching)
        {
            json.WriteStartObject();
            json.WriteString("card", matching.Cardinality.Name());
            json.WriteStartObject("fillValues");
            WriteFill(json, "lhs", matching.FillLeft);
            WriteFill(json, "rhs", matching.FillRight);
            json.WriteEndObject();
            WriteNames(json, "include", matching.Include);
            WriteNames(json, "labels", matching.Labels);
            json.WriteBoolean("on", matching.IsOn);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("op", node.Op.Sign());
        WriteMember(json, "rhs", node.Right);
        json.WriteString("type", "binaryExpr");
        json.WriteEndObject();
    }

    // JSON has no word for infinite; upstream refuses the whole answer there.
    private static void WriteFill(Utf8JsonWriter json, string name, double? value)
    {
        if (value is not double number)
        {
            json.WriteNull(name);
        }
        else if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, FloatText.Fixed(number));
        }
    }

    private static void WriteCall(Utf8JsonWriter json, CallExpr node)
    {
        json.WriteStartObject();
        json.WriteStartArray("args");
        foreach (Expr argument in node.Arguments)
        {
            Write(json, argument);
        }

        json.WriteEndArray();
        json.WriteStartObject("func");
        json.WriteStartArray("argTypes");
        foreach (ExpressionType type in node.Function.ArgumentTypes)
        {
            json.WriteStringValue(type.Name());
        }

        json.WriteEndArray();
        json.WriteString("name", node.Function.Name);
        json.WriteString("returnType", node.Function.ReturnType.Name());
        json.WriteNumber("variadic", node.Function.Variadic);
        json.WriteEndObject();
        json.WriteString("type", "call");
        json.WriteEndObject();
    }

    private static void WriteSelector(Utf8JsonWriter json, VectorSelector node, DurationValue? range)
    {
        json.WriteStartObject();
        json.WriteBoolean("anchored", node.Edges == RangeEdges.Anchored);
        json.WriteStartArray("matchers");
        foreach (LabelMatcher matcher in node.Matchers)
        {
            json.WriteStartObject();
            json.WriteString("name", matcher.Name);
            json.WriteString("type", matcher.Op.Sign());
            json.WriteString("value", matcher.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("name", node.Name);
        WriteLength(json, "offset", node.Offset.Ms, node.Offset.Expression);
        if (range is DurationValue length)
        {
            WriteLength(json, "range", length.Ms, length.Expression);
        }

        json.WriteBoolean("smoothed", node.Edges == RangeEdges.Smoothed);
        WriteAt(json, node.At);
        json.WriteString("type", range is null ? "vectorSelector" : "matrixSelector");
        json.WriteEndObject();
    }

    private static void WriteSubquery(Utf8JsonWriter json, SubqueryExpr node)
    {
        json.WriteStartObject();
        WriteMember(json, "expr", node.Inner);
        WriteLength(json, "offset", node.Offset.Ms, node.Offset.Expression);
        WriteLength(json, "range", node.Range.Ms, node.Range.Expression);
        json.WritePropertyName("startOrEnd");
        WriteAtCall(json, node.At);
        WriteLength(json, "step", node.Step?.Ms ?? 0, node.Step?.Expression);
        WriteTimestamp(json, node.At);
        json.WriteString("type", "subquery");
        json.WriteEndObject();
    }

    private static void WriteAt(Utf8JsonWriter json, AtModifier? at)
    {
        json.WritePropertyName("startOrEnd");
        WriteAtCall(json, at);
        WriteTimestamp(json, at);
    }

    private static void WriteAtCall(Utf8JsonWriter json, AtModifier? at)
    {
        if (at is { Kind: AtKind.Start or AtKind.End } call)
        {
            json.WriteStringValue(call.Kind == AtKind.Start ? "start" : "end");
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteTimestamp(Utf8JsonWriter json, AtModifier? at)
    {
        if (at is { Kind: AtKind.Timestamp } fixedTo)
        {
            json.WriteNumber("timestamp", fixedTo.TimestampMs);
        }
        else
        {
            json.WriteNull("timestamp");
        }
    }

    private static void WriteLength(Utf8JsonWriter json, string name, long milliseconds, DurationExpr? expression)
    {
        json.WriteNumber(name, milliseconds);
        json.WritePropertyName(name + "Expr");
        WriteDuration(json, expression);
    }

    private static void WriteDuration(Utf8JsonWriter json, Expr? node)
    {
        switch (node)
        {
            case DurationExpr duration:
                json.WriteStartObject();
                json.WritePropertyName("lhs");
                WriteDuration(json, duration.Left);
                json.WriteString("op", duration.Op.Sign());
                json.WritePropertyName("rhs");
                WriteDuration(json, duration.Right);
                json.WriteString("type", "durationExpr");
                json.WriteBoolean("wrapped", duration.IsWrapped);
                json.WriteEndObject();
                break;
            case NumberLiteral number:
                json.WriteStartObject();
                json.WriteBoolean("duration", number.IsDuration);
                json.WriteString("type", "numberLiteral");
                json.WriteString("val", FloatText.Fixed(number.Value));
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteNames(Utf8JsonWriter json, string name, ValueList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
