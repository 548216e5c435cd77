using Tocsin.Templates.Formatting;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>How a step ended: in order, or by leaving the loop around it.</summary>
internal enum Flow : byte
{
    Next,
    Break,
    Continue,
}

/// <summary>One thing a template does. Steps are immutable and shared by all executions.</summary>
internal abstract class Step
{
    public static Flow RunAll(Step[] steps, Run run, GoValue dot)
    {
        Flow flow = Flow.Next;
        run.Enter();
        for (int i = 0; i < steps.Length && flow == Flow.Next; i++)
        {
            run.Step();
            flow = steps[i].Execute(run, dot);
        }

        run.Leave();
        return flow;
    }

    public abstract Flow Execute(Run run, GoValue dot);
}

/// <summary>Copies text to the output.</summary>
internal sealed class TextStep(string text) : Step
{
    public override Flow Execute(Run run, GoValue dot)
    {
        run.Write(text);
        return Flow.Next;
    }
}

/// <summary>Evaluates a pipeline, and prints its value unless it went into variables.</summary>
internal sealed class ActionStep(ActionNode node, Pipeline pipeline) : Step
{
    private readonly bool _prints = node.Pipe.Declarations.IsEmpty;

    public override Flow Execute(Run run, GoValue dot)
    {
        run.At = node;
        GoValue value = pipeline.Evaluate(run, dot);
        if (_prints)
        {
            run.At = node;
            run.Print(value);
        }

        return Flow.Next;
    }
}

/// <summary>Leaves the loop around it, or its iteration.</summary>
internal sealed class LoopExitStep(Flow flow) : Step
{
    public override Flow Execute(Run run, GoValue dot) => flow;
}

/// <summary><c>if</c> and <c>with</c>, which differ only in the dot of the body.</summary>
internal sealed class ConditionStep(BranchNode node, Pipeline pipeline, (Step[] Then, Step[] Else) branches) : Step
{
    private readonly bool _setsDot = node is WithNode;

    public override Flow Execute(Run run, GoValue dot)
    {
        run.At = node;
        run.EnsureStack();
        GoValue value = pipeline.Evaluate(run, dot);
        return value.IsTrue
            ? RunAll(branches.Then, run, _setsDot ? value : dot)
            : RunAll(branches.Else, run, dot);
    }
}

/// <summary>Calls a template.</summary>
internal sealed class TemplateStep(TemplateNode node, Pipeline? pipeline) : Step
{
    public override Flow Execute(Run run, GoValue dot)
    {
        run.At = node;
        run.EnsureStack();
        run.Find(node.Name);
        run.Call(node.Name, pipeline is null ? GoValue.NoValue : pipeline.Evaluate(run, dot));
        return Flow.Next;
    }
}

/// <summary><c>range</c> over a list, a map in the order of its keys, or a number.</summary>
internal sealed class RangeStep(RangeNode node, Pipeline pipeline, (Step[] Body, Step[] Else) branches) : Step
{
    private readonly int _declared = node.Pipe.Declarations.Length;

    public override Flow Execute(Run run, GoValue dot)
    {
        run.At = node;
        run.EnsureStack();
        GoValue value = pipeline.Evaluate(run, dot);
        bool ran = value switch
        {
            GoList list => OverList(run, list),
            GoMap map => OverMap(run, map),
            GoInt number => OverNumber(run, number),
            { IsNil: true } => false,
            GoPointer pointer => throw CannotIterate(run, pointer.Target),
            _ => throw CannotIterate(run, value),
        };
        return ran ? Flow.Next : RunAll(branches.Else, run, dot);
    }

    private static TemplateFaultException CannotIterate(Run run, GoValue value) =>
        run.Fault("range can't iterate over " + GoFormat.Sprint(value));

    private bool OverList(Run run, GoList list)
    {
        for (int i = 0; i < list.Count && Iterate(run, _declared > 1 ? GoInt.OfInt(i) : GoValue.NoValue, list[i]); i++)
        {
        }

        return list.Count > 0;
    }

    private bool OverMap(Run run, GoMap map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            GoValue key = _declared > 1 ? GoValue.Of(map.KeyAt(i)) : GoValue.NoValue;
            if (!Iterate(run, key, map.ValueAt(i)))
            {
                break;
            }
        }

        return map.Count > 0;
    }

    private bool OverNumber(Run run, GoInt number)
    {
        if (_declared > 1)
        {
            throw run.Fault($"can't use {GoFormat.Sprint(number)} to iterate over more than one variable");
        }

        for (long i = 0; i < number.Value; i++)
        {
            GoInt element = ReferenceEquals(number.Type, GoTypes.Int) ? GoInt.OfInt(i) : new GoInt(i, number.Type);
            if (!Iterate(run, GoValue.NoValue, element))
            {
                break;
            }
        }

        return number.Value > 0;
    }

    // One iteration; false after {{break}}.
    private bool Iterate(Run run, GoValue index, GoValue element)
    {
        run.Step();
        if (_declared > 0)
        {
            pipeline.Store(run, 0, _declared > 1 ? index : element);
        }

        if (_declared > 1)
        {
            pipeline.Store(run, 1, element);
        }

        return RunAll(branches.Body, run, element) != Flow.Break;
    }
}
