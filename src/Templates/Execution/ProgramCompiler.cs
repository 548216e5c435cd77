using System.Collections.Frozen;
using System.Collections.Immutable;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Execution;

/// <summary>Makes programs of trees: names of variables become slots, names of functions become functions.</summary>
internal sealed class ProgramCompiler
{
    private readonly FrozenDictionary<string, GoFunction> _functions;
    private readonly List<string> _visible = ["$"];
    private int _slots = 1;

    private ProgramCompiler(FrozenDictionary<string, GoFunction> functions) => _functions = functions;

    public static TemplateProgram Compile(TemplateTree tree, FrozenDictionary<string, GoFunction> functions)
    {
        var compiler = new ProgramCompiler(functions);
        Step[] body = compiler.CompileList(tree.Root);
        return new TemplateProgram(tree, body, compiler._slots);
    }

    private Step[] CompileList(ListNode? list)
    {
        if (list is null)
        {
            return [];
        }

        var steps = new List<Step>(list.Nodes.Length);
        foreach (Node node in list.Nodes)
        {
            if (node is not CommentNode)
            {
                steps.Add(CompileNode(node));
            }
        }

        return [.. steps];
    }

    private Step CompileNode(Node node) => node switch
    {
        TextNode text => new TextStep(text.Text),
        ActionNode action => new ActionStep(action, CompilePipe(action.Pipe)),
        BranchNode branch => CompileBranch(branch),
        TemplateNode call => new TemplateStep(call, call.Pipe is null ? null : CompilePipe(call.Pipe)),
        BreakNode => new LoopExitStep(Flow.Break),
        ContinueNode => new LoopExitStep(Flow.Continue),
        _ => throw new InvalidOperationException("a list holds no such node"),
    };

    private Step CompileBranch(BranchNode branch)
    {
        int visible = _visible.Count;
        Pipeline pipeline = CompilePipe(branch.Pipe);
        int inside = _visible.Count;
        Step[] body = CompileList(branch.Body);
        _visible.RemoveRange(inside, _visible.Count - inside);
        Step[] otherwise = CompileList(branch.Else);
        _visible.RemoveRange(visible, _visible.Count - visible);
        return branch is RangeNode range
            ? new RangeStep(range, pipeline, (body, otherwise))
            : new ConditionStep(branch, pipeline, (body, otherwise));
    }

    private Pipeline CompilePipe(PipeNode pipe)
    {
        // The commands come first: in "$x := $x" the right one is the older variable.
        Expression[] commands = [.. pipe.Commands.Select(CompileCommand)];
        int[] slots = new int[pipe.Declarations.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            string name = pipe.Declarations[i].Path[0];
            slots[i] = pipe.IsAssign ? _visible.LastIndexOf(name) : Declare(name);
        }

        return new Pipeline(pipe, commands, slots);
    }

    private int Declare(string name)
    {
        _visible.Add(name);
        _slots = Math.Max(_slots, _visible.Count);
        return _visible.Count - 1;
    }

    private Expression CompileCommand(CommandNode command)
    {
        Expression[] arguments =
            [.. command.Arguments.Skip(1).Select(argument => CompileOperand(argument, argument, []))];
        return CompileOperand(command.Arguments[0], command, arguments);
    }

    // The blamed node of a function's error is the whole command, or the name alone if it is an argument.
    private Expression CompileOperand(Node node, Node blamed, Expression[] arguments)
    {
        bool hasArguments = arguments.Length > 0;
        return node switch
        {
            FieldNode field => new FieldExpression(field, arguments),
            VariableNode variable => CompileVariable(variable, arguments),
            ChainNode chain => new ChainExpression(chain, CompileOperand(chain.Operand, chain.Operand, []), arguments),
            IdentifierNode { Name: "and" or "or" } logic => new LogicExpression(logic, arguments),
            IdentifierNode name =>
                new FunctionExpression(name, _functions.GetValueOrDefault(name.Name), (blamed, arguments)),
            PipeNode pipe => new PipelineExpression(pipe, CompilePipe(pipe), hasArguments),
            BoolNode constant => new BoolOperand(constant, hasArguments),
            StringNode constant => new StringOperand(constant, hasArguments),
            NumberNode constant => new NumberOperand(constant, hasArguments),
            DotNode dot => new DotOperand(dot, hasArguments),
            NilNode nil => new NilOperand(nil, hasArguments),
            _ => throw new InvalidOperationException("a command holds no such node"),
        };
    }

    private Expression CompileVariable(VariableNode variable, Expression[] arguments)
    {
        int slot = _visible.LastIndexOf(variable.Path[0]);
        // The parser lets "$x = 1" pass for a declaration; Go finds out when it runs.
        return slot >= 0
            ? new VariableExpression(variable, slot, arguments)
            : new UndefinedVariable(variable);
    }

    private sealed class UndefinedVariable(VariableNode node) : Expression(node)
    {
        public override GoValue Evaluate(Run run, GoValue dot, GoValue? final)
        {
            run.At = Node;
            throw run.Fault("undefined variable: " + node.Path[0]);
        }
    }
}
