using Tocsin.Templates.GoTime;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>A command, or an argument of one. Immutable.</summary>
// Source: Go text/template, the eval functions. "At" moves where Go moves it, because messages quote it.
internal abstract class Expression(Node node)
{
    protected Node Node { get; } = node;

    /// <summary>The value as a command.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="dot">The cursor.</param>
    /// <param name="final">The value of the command before it in the pipeline, or null.</param>
    public abstract GoValue Evaluate(Run run, GoValue dot, GoValue? final);

    /// <summary>The value as an argument of that type.</summary>
    public virtual GoValue EvaluateArgument(Run run, GoValue dot, GoType? type)
    {
        run.At = Node;
        return Validate(run, Evaluate(run, dot, null), type);
    }

    /// <summary>Holds a value to a parameter's type.</summary>
    public static GoValue Validate(Run run, GoValue value, GoType? type)
    {
        if (type is null || ReferenceEquals(value.Type, type) && value.Kind != GoKind.Invalid)
        {
            return value;
        }

        if (value.Kind == GoKind.Invalid)
        {
            return type.CanBeNil ? GoValue.ZeroOf(type) : throw run.Fault("invalid value; expected " + type);
        }

        if (value.Type.IsAssignableTo(type))
        {
            return value;
        }

        return value is GoPointer pointer && pointer.Target.Type.IsAssignableTo(type)
            ? pointer.Target
            : throw run.Fault($"wrong type for value; expected {type}; got {value.Type}");
    }
}

/// <summary>A constant, the cursor, or nil: it takes no arguments.</summary>
internal abstract class Operand(Node node, bool hasArguments) : Expression(node)
{
    public sealed override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        run.At = Node;
        return hasArguments || final is not null
            ? throw run.Fault("can't give argument to non-function " + Node)
            : Get(run, dot);
    }

    public override GoValue EvaluateArgument(Run run, GoValue dot, GoType? type)
    {
        run.At = Node;
        return type is null || type.Kind == GoKind.Interface ? Get(run, dot) : GetTyped(run, type);
    }

    protected abstract GoValue Get(Run run, GoValue dot);

    protected virtual GoValue GetTyped(Run run, GoType type) => throw run.Fault(type.Kind switch
    {
        GoKind.Bool => "expected bool; found " + Node,
        GoKind.String => "expected string; found " + Node,
        GoKind.Int => "expected integer; found " + Node,
        GoKind.Uint => "expected unsigned integer; found " + Node,
        GoKind.Float => "expected float; found " + Node,
        _ => $"can't handle {Node} for arg of type {type}",
    });
}

internal sealed class BoolOperand(BoolNode node, bool hasArguments) : Operand(node, hasArguments)
{
    private readonly GoValue _value = GoValue.Of(node.Value);

    protected override GoValue Get(Run run, GoValue dot) => _value;

    protected override GoValue GetTyped(Run run, GoType type) =>
        type.Kind == GoKind.Bool ? _value : base.GetTyped(run, type);
}

internal sealed class StringOperand(StringNode node, bool hasArguments) : Operand(node, hasArguments)
{
    private readonly GoString _value = new(node.Value);

    protected override GoValue Get(Run run, GoValue dot) => _value;

    protected override GoValue GetTyped(Run run, GoType type) => type.Kind == GoKind.String
        ? ReferenceEquals(type, GoTypes.String) ? _value : new GoString(_value.Text, type)
        : base.GetTyped(run, type);
}

/// <summary>A number, which takes the type it is wanted in; alone, its spelling decides.</summary>
internal sealed class NumberOperand(NumberNode node, bool hasArguments) : Operand(node, hasArguments)
{
    private readonly GoValue? _ideal = Ideal(node);

    protected override GoValue Get(Run run, GoValue dot) => _ideal ?? throw run.Fault(node.Text + " overflows int");

    protected override GoValue GetTyped(Run run, GoType type) => type.Kind switch
    {
        GoKind.Int when node.Value.IsInt => ReferenceEquals(type, TimeTypes.Duration)
            ? TimeTypes.DurationOf(node.Value.AsInt)
            : ReferenceEquals(type, GoTypes.Int) ? GoInt.OfInt(node.Value.AsInt) : new GoInt(node.Value.AsInt, type),
        GoKind.Uint when node.Value.IsUint => new GoInt((long)node.Value.AsUint, type),
        GoKind.Float when node.Value.IsFloat => new GoFloat(node.Value.AsFloat),
        _ => base.GetTyped(run, type),
    };

    private static GoValue? Ideal(NumberNode node)
    {
        string text = node.Text;
        bool isHexInt = text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X'
            && text.AsSpan().IndexOfAny('p', 'P') < 0;
        bool spelledFloat = !isHexInt && text[0] != '\'' && text.AsSpan().IndexOfAny(".eEpP") >= 0;
        return spelledFloat ? new GoFloat(node.Value.AsFloat)
            : node.Value.IsInt ? GoInt.OfInt(node.Value.AsInt)
            : null;
    }
}

internal sealed class DotOperand(DotNode node, bool hasArguments) : Operand(node, hasArguments)
{
    public override GoValue EvaluateArgument(Run run, GoValue dot, GoType? type)
    {
        run.At = Node;
        return Validate(run, dot, type);
    }

    protected override GoValue Get(Run run, GoValue dot) => dot;
}

internal sealed class NilOperand(NilNode node, bool hasArguments) : Operand(node, hasArguments)
{
    public override GoValue EvaluateArgument(Run run, GoValue dot, GoType? type)
    {
        run.At = Node;
        return type is null || type.CanBeNil
            ? GoValue.ZeroOf(type ?? GoTypes.Any)
            : throw run.Fault($"cannot assign nil to {type}");
    }

    protected override GoValue Get(Run run, GoValue dot) => throw run.Fault("nil is not a command");
}

/// <summary>A pipeline in parentheses.</summary>
internal sealed class PipelineExpression(PipeNode node, Pipeline pipeline, bool hasArguments) : Expression(node)
{
    public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
    {
        if (hasArguments || final is not null)
        {
            throw run.Fault($"can't give argument to non-function {Node}");
        }

        run.Step();
        run.EnsureStack();
        return pipeline.Evaluate(run, dot);
    }
}
