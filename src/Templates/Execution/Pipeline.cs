using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>Commands in order; the value of each is the last argument of the next.</summary>
internal sealed class Pipeline(PipeNode node, Expression[] commands, int[] slots)
{
    /// <summary>A slot for a variable that is assigned but was never declared.</summary>
    public const int Undeclared = -1;

    public GoValue Evaluate(Run run, GoValue dot)
    {
        run.At = node;
        GoValue? value = null;
        foreach (Expression command in commands)
        {
            value = command.Evaluate(run, dot, value);
            if (value.Kind == GoKind.Interface)
            {
                // What is inside a nil interface is nothing.
                value = GoValue.NoValue;
            }
        }

        for (int i = 0; i < slots.Length; i++)
        {
            Store(run, i, value!);
        }

        return value!;
    }

    /// <summary>Puts a value in the pipeline's n-th variable.</summary>
    public void Store(Run run, int index, GoValue value)
    {
        if (slots[index] == Undeclared)
        {
            throw run.Fault("undefined variable: " + node.Declarations[index].Path[0]);
        }

        run.SetVariable(slots[index], value);
    }
}
