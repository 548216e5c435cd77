using System.Runtime.CompilerServices;
using System.Text;
using Tocsin.Model;
using Tocsin.Templates.Formatting;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>Ends an execution; caught where it was started.</summary>
internal sealed class TemplateFaultException(TemplateError error) : Exception(error.Message)
{
    public TemplateError Error { get; } = error;
}

/// <summary>What an execution starts from.</summary>
internal sealed record RunStart(ProgramSet Programs, TemplateContext Context, RouteLabels RouteLabels);

/// <summary>One execution: its output, its variables, and its budget. Used by one thread, then thrown away.</summary>
internal sealed class Run : IGoScope
{
    private const int MessageCharsMax = 4096;
    private const int PooledCharsMax = 64 * 1024;

    [ThreadStatic]
    private static StringBuilder? _pooled;

    private readonly RunStart _start;
    private readonly StringBuilder _output;
    private readonly FormatPrinter _printer;
    private GoValue[] _variables = new GoValue[32];
    private GoValue[] _arguments = new GoValue[32];
    private int _frame;
    private int _argumentCount;
    private int _depth;
    private int _nesting;
    private long _work;

    private Run(RunStart start, StringBuilder output, TemplateProgram program)
    {
        _start = start;
        _output = output;
        _printer = new FormatPrinter(output);
        Program = program;
        _work = start.Context.Limits.WorkMax;
    }

    /// <summary>The node that an error would be blamed on.</summary>
    public Node? At { get; set; }

    public TemplateProgram Program { get; private set; }

    public long WorkLeft => _work;

    public TemplateContext Context => _start.Context;

    public Instant Now => _start.Context.Now;

    public GoZone LocalZone => _start.Context.Zone;

    public IRuleSource Rule => _start.Context.Rule ?? throw new GoErrorException("not available in notifications");

    public string RouteLabel(string name) => _start.RouteLabels.Resolve(name, this);

    /// <summary>Executes a template; a fault of the template is a result, never an exception.</summary>
    public static TemplateResult Execute(RunStart start, TemplateProgram entry, GoValue data)
    {
        StringBuilder output = Interlocked.Exchange(ref _pooled, null) ?? new StringBuilder(1024);
        TemplateError? error = null;
        try
        {
            new Run(start, output, entry).Execute(entry, data);
        }
        catch (TemplateFaultException fault)
        {
            error = fault.Error;
        }

        string text = GoText.ToValid(output.ToString());
        if (output.Capacity <= PooledCharsMax)
        {
            _pooled = output.Clear();
        }

        return new TemplateResult(text, error);
    }

    /// <summary>Runs another template in a frame of its own.</summary>
    public void Call(string name, GoValue dot)
    {
        TemplateProgram called = Find(name);
        (TemplateProgram caller, int frame, Node? at) = (Program, _frame, At);
        _frame += caller.Slots;
        Program = called;
        _depth++;
        Execute(called, dot);
        _depth--;
        (Program, _frame, At) = (caller, frame, at);
    }

    /// <summary>
    /// The template must be there, and there must be room for it; both are checked before the pipeline runs.
    /// </summary>
    public TemplateProgram Find(string name)
    {
        TemplateProgram called = _start.Programs.Find(name)
            ?? throw Fault($"template {GoStrings.Quote(name)} not defined");
        if (_depth >= _start.Context.Limits.DepthMax)
        {
            throw Fault($"exceeded maximum template depth ({_start.Context.Limits.DepthMax})");
        }

        return called;
    }

    public GoValue GetVariable(int slot) => _variables[_frame + slot];

    public void SetVariable(int slot, GoValue value) => _variables[_frame + slot] = value;

    /// <summary>Keeps an argument until <see cref="PopArguments"/>.</summary>
    public void PushArgument(GoValue value)
    {
        if (_argumentCount == _arguments.Length)
        {
            Array.Resize(ref _arguments, _argumentCount * 2);
        }

        _arguments[_argumentCount++] = value;
    }

    public int ArgumentMark => _argumentCount;

    public ReadOnlySpan<GoValue> ArgumentsFrom(int mark) => _arguments.AsSpan(mark, _argumentCount - mark);

    public void PopArguments(int mark) => _argumentCount = mark;

    public void Write(string text)
    {
        _output.Append(text);
        CheckOutput();
    }

    public void Print(GoValue value)
    {
        if (value is GoString text)
        {
            _output.Append(text.Text);
        }
        else if (value.Kind == GoKind.Invalid)
        {
            _output.Append("<no value>");
        }
        else
        {
            _printer.ClearFlags();
            // A pointer prints as what it points to.
            _printer.PrintArgument(value is GoPointer pointer ? pointer.Target : value, 'v');
        }

        CheckOutput();
    }

    /// <summary>Counts one step, and sees to it that the thread has stack left for what comes.</summary>
    public void Step()
    {
        if (--_work < 0)
        {
            throw Fault(BudgetMessage);
        }
    }

    /// <summary>
    /// A body begins within another. The bound keeps well away from the end of the stack: the error itself needs room, most of
    /// all where its code is compiled for the first time.
    /// </summary>
    public void Enter()
    {
        if (++_nesting > _start.Context.Limits.NestingMax)
        {
            throw Fault($"bodies nest deeper than allowed ({_start.Context.Limits.NestingMax} levels)");
        }
    }

    /// <summary>A body ended. After an error nobody counts any more.</summary>
    public void Leave() => _nesting--;

    public void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Fault("templates nest too deeply for the stack");
        }
    }

    public void Charge(long units)
    {
        _work -= Math.Max(units, 0);
        if (_work < 0)
        {
            throw new GoErrorException(BudgetMessage);
        }
    }

    /// <summary>Charges for reading arguments: what a function does with a text takes time in its length.</summary>
    public void ChargeTexts(ReadOnlySpan<GoValue> arguments)
    {
        foreach (GoValue argument in arguments)
        {
            if (argument is GoString { Text.Length: > 64 } text)
            {
                Charge(text.Text.Length / 16);
            }
        }
    }

    /// <summary>Charges for a result, and refuses a text that could never be printed.</summary>
    public void ChargeResult(GoValue result)
    {
        if (result is not GoString { Text.Length: > 64 } text)
        {
            return;
        }

        Charge(text.Text.Length / 16);
        if (text.Text.Length > Context.Limits.OutputCharsMax)
        {
            throw new GoErrorException($"text is longer than allowed ({Context.Limits.OutputCharsMax} characters)");
        }
    }

    /// <summary>Ends the execution with a message about the node at hand.</summary>
    // Source: Go text/template, state.errorf.
    public TemplateFaultException Fault(string message)
    {
        // Some of Go's messages print the whole of a value, which may be a thousand alerts.
        message = message.Length > MessageCharsMax ? message[..MessageCharsMax] + "..." : message;
        TemplateTree tree = Program.Tree;
        if (At is null)
        {
            return new(new TemplateError(tree.Source.Name, 0, 0, $"template: {tree.Name}: {message}"));
        }

        (int line, int column) = tree.Source.Locate(At.Position);
        string place = tree.Source.Describe(At.Position);
        string whole = $"template: {place}: executing {GoStrings.Quote(tree.Name)} at <{At}>: {message}";
        return new(new TemplateError(tree.Source.Name, line, column, whole));
    }

    private string BudgetMessage => $"template does more work than allowed ({_start.Context.Limits.WorkMax} units)";

    private void Execute(TemplateProgram program, GoValue dot)
    {
        int needed = _frame + program.Slots;
        if (needed > _variables.Length)
        {
            Array.Resize(ref _variables, Math.Max(needed, _variables.Length * 2));
        }

        _variables.AsSpan(_frame, program.Slots).Fill(GoValue.NoValue);
        _variables[_frame] = dot;
        Execution.Step.RunAll(program.Body, this, dot);
    }

    private void CheckOutput()
    {
        if (_output.Length > _start.Context.Limits.OutputCharsMax)
        {
            throw Fault($"output is longer than allowed ({_start.Context.Limits.OutputCharsMax} characters)");
        }
    }
}
