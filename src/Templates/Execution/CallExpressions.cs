using System.Collections.Immutable;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>
/// An expression that may take arguments: a function, a method, or a field that turns out to be neither.
/// </summary>
internal abstract class CallableExpression(Node node, Expression[] arguments) : Expression(node)
{
    protected Expression[] Arguments => arguments;

    /// <summary>Follows fields from a value; only the last may be a method with arguments.</summary>
    protected GoValue Follow(
        Run run, (GoValue Dot, GoValue? Final) context, GoValue receiver, ReadOnlySpan<string> path)
    {
        run.Step();
        for (int i = 0; i < path.Length - 1; i++)
        {
            receiver = Select(run, (context.Dot, null), (receiver, path[i]), []);
        }

        return Select(run, context, (receiver, path[^1]), arguments);
    }

    // Source: Go text/template, evalField.
    private GoValue Select(
        Run run, (GoValue Dot, GoValue? Final) context, (GoValue Value, string Field) from, Expression[] given)
    {
        (GoValue receiver, string field) = from;
        if (receiver.IsNil)
        {
            return receiver.Kind == GoKind.Invalid
                ? GoValue.NoValue
                : throw run.Fault($"nil pointer evaluating interface {{}}.{field}");
        }

        GoValue target = receiver is GoPointer pointer ? pointer.Target : receiver;
        if (target.Type.FindMethod(field) is { } method)
        {
            return Invoke(run, context, new Call(method, target, field, Node), given);
        }

        bool hasArguments = given.Length > 0 || context.Final is not null;
        if (target is GoStruct structure && structure.Type.FindField(field) is >= 0 and int index)
        {
            string? problem = structure.Type.Fields[index].JsonName is null
                ? $"{field} is an unexported field of struct type {receiver.Type}"
                : hasArguments ? $"{field} has arguments but cannot be invoked as function"
                : null;
            return problem is null ? structure.FieldAt(index) : throw run.Fault(problem);
        }

        if (target is GoMap map)
        {
            return !hasArguments
                ? map.FindOrZero(field)
                : throw run.Fault($"{field} is not a method but has arguments");
        }

        throw run.Fault($"can't evaluate field {field} in type {receiver.Type}");
    }

    // Source: Go text/template, evalCall.
    protected static GoValue Invoke(
        Run run, (GoValue Dot, GoValue? Final) context, Call call, Expression[] given)
    {
        GoFunction function = call.Function;
        CheckCount(run, call, given.Length, context.Final is not null);
        int mark = run.ArgumentMark;
        for (int i = 0; i < given.Length; i++)
        {
            run.PushArgument(given[i].EvaluateArgument(run, context.Dot, ParameterAt(function, i)));
        }

        if (context.Final is not null)
        {
            run.PushArgument(Validate(run, context.Final, ParameterAt(function, given.Length)));
        }

        run.Step();
        GoValue result;
        try
        {
            run.ChargeTexts(run.ArgumentsFrom(mark));
            result = function.Body(run, call.Receiver, run.ArgumentsFrom(mark));
            run.ChargeResult(result);
        }
        catch (Exception e) when (e is not TemplateFaultException and not OutOfMemoryException)
        {
            // Go, too, makes an error of whatever goes wrong inside a function, so that one template cannot end more
            // than its own notification.
            run.At = call.Blamed;
            throw run.Fault($"error calling {call.Name}: {e.Message}");
        }

        run.PopArguments(mark);
        return result;
    }

    private static void CheckCount(Run run, Call call, int given, bool hasFinal)
    {
        int parameters = call.Function.Parameters.Length;
        int count = given + (hasFinal ? 1 : 0);
        if (call.Function.IsVariadic)
        {
            if (count < parameters - 1)
            {
                throw run.Fault($"wrong number of args for {call.Name}: want at least {parameters - 1} got {given}");
            }
        }
        else if (count != parameters)
        {
            throw run.Fault($"wrong number of args for {call.Name}: want {parameters} got {count}");
        }
    }

    private static GoType ParameterAt(GoFunction function, int index)
    {
        ImmutableArray<GoType> parameters = function.Parameters;
        return parameters[Math.Min(index, parameters.Length - 1)];
    }

    /// <summary>What is called, on what, under which name, and the node to blame for its errors.</summary>
    protected readonly record struct Call(GoFunction Function, GoValue Receiver, string Name, Node Blamed);
}

/// <summary>Fields of the cursor.</summary>
internal sealed class FieldExpression(FieldNode node, Expression[] arguments) : CallableExpression(node, arguments)
{
    private readonly string[] _path = [.. node.Path];

    public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        run.At = Node;
        return Follow(run, (dot, final), dot, _path);
    }
}

/// <summary>Fields of an expression in parentheses or of a function's result.</summary>
internal sealed class ChainExpression(ChainNode node, Expression operand, Expression[] arguments)
    : CallableExpression(node, arguments)
{
    private readonly string[] _path = [.. node.Path];

    public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        run.At = Node;
        GoValue receiver = operand.EvaluateArgument(run, dot, null);
        return Follow(run, (dot, final), receiver, _path);
    }
}

/// <summary>A variable, and maybe fields of it.</summary>
internal sealed class VariableExpression(VariableNode node, int slot, Expression[] arguments)
    : CallableExpression(node, arguments)
{
    private readonly string[] _path = [.. node.Path.Skip(1)];

    public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        run.At = Node;
        GoValue value = run.GetVariable(slot);
        if (_path.Length > 0)
        {
            return Follow(run, (dot, final), value, _path);
        }

        return Arguments.Length == 0 && final is null
            ? value
            : throw run.Fault($"can't give argument to non-function {Node}");
    }
}

/// <summary>A function call.</summary>
internal sealed class FunctionExpression(
    IdentifierNode node, GoFunction? function, (Node Blamed, Expression[] Arguments) call)
    : CallableExpression(node, call.Arguments)
{
    public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        run.At = Node;
        return function is null
            ? throw run.Fault($"{GoStrings.Quote(node.Name)} is not a defined function")
            : Invoke(run, (dot, final), new Call(function, GoValue.NoValue, node.Name, call.Blamed), Arguments);
    }
}

/// <summary><c>and</c> and <c>or</c>, which look at no more arguments than they need.</summary>
internal sealed class LogicExpression(IdentifierNode node, Expression[] arguments) : CallableExpression(node, arguments)
{
    private readonly bool _isOr = node.Name == "or";

    public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        run.At = Node;
        run.Step();
        if (Arguments.Length == 0 && final is null)
        {
            throw run.Fault($"wrong number of args for {node.Name}: want at least 1 got 0");
        }

        GoValue value = GoValue.NoValue;
        foreach (Expression argument in Arguments)
        {
            value = argument.EvaluateArgument(run, dot, GoTypes.Value);
            if (value.IsTrue == _isOr)
            {
                return value;
            }
        }

        return final ?? value;
    }
}
