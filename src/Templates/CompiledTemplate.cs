using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates;

/// <summary>What executing a template gave: its output, or the fault that ended it.</summary>
/// <param name="Text">The output; after a fault, what had been written by then.</param>
/// <param name="Error">The fault, or null.</param>
public readonly record struct TemplateResult(string Text, TemplateError? Error)
{
    /// <summary>True if the template ran to its end.</summary>
    public bool IsOk => Error is null;
}

/// <summary>A template ready to execute. Immutable; any number of threads may execute it at once.</summary>
public sealed class CompiledTemplate
{
    private readonly TemplateSet _set;
    private readonly TemplateMode _mode;
    private readonly TemplateTrees _trees;
    private readonly ProgramSet _programs;
    private readonly TemplateProgram _entry;
    private readonly string? _constant;

    internal CompiledTemplate(TemplateSet set, (TemplateMode Mode, TemplateTrees Trees) origin, ProgramSet programs)
    {
        (_set, _mode, _trees, _programs) = (set, origin.Mode, origin.Trees, programs);
        _entry = programs.Find("")!;
        _constant = _entry.Tree.Root.Nodes is [] ? "" : _entry.Tree.Root.Nodes is [TextNode text] ? text.Text : null;
    }

    /// <summary>True if the output is the same for all data.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>Executes the template; a fault of the template is a result, never an exception.</summary>
    public TemplateResult Execute(NotificationData data, TemplateContext context)
    {
        if (_constant is not null)
        {
            return new TemplateResult(_constant, null);
        }

        return Execute(data.ToValue(), context, RouteLabelsOf(data));
    }

    /// <summary>Executes the template with any value as its data; there are no route labels.</summary>
    public TemplateResult Execute(GoValue data, TemplateContext context) =>
        Execute(data, context, RouteLabels.None);

    /// <summary>
    /// The calls of templates that do not exist, in this text and in all that it calls; Go finds them only when they
    /// run.
    /// </summary>
    public IReadOnlyList<TemplateError> FindUndefinedTemplates()
    {
        var errors = new List<TemplateError>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { "" };
        var rest = new Stack<TemplateTree>([_trees.Find("")!]);
        while (rest.TryPop(out TemplateTree? tree))
        {
            foreach (TemplateNode call in tree.References())
            {
                if (_trees.Find(call.Name) is not { } called)
                {
                    (int line, int column) = tree.Source.Locate(call.Position);
                    string place = tree.Source.Describe(call.Position);
                    string message = $"template: {place}: template {GoStrings.Quote(call.Name)} not defined";
                    errors.Add(new TemplateError(tree.Source.Name, line, column, message));
                }
                else if (seen.Add(call.Name))
                {
                    rest.Push(called);
                }
            }
        }

        return errors;
    }

    private TemplateResult Execute(GoValue data, TemplateContext context, RouteLabels routeLabels) =>
        Run.Execute(new RunStart(_programs, context, routeLabels), _entry, data);

    private RouteLabels RouteLabelsOf(NotificationData data)
    {
        RouteLabels? labels = null;
        Func<string, Run, string> render = (text, run) =>
        {
            CompileResult compiled = _set.Compile(text, _mode);
            if (compiled.Template is null)
            {
                throw new GoErrorException(compiled.Error!.Message);
            }

            // What is left of the budget is all there is for the label too.
            TemplateLimits limits = run.Context.Limits with { WorkMax = run.WorkLeft };
            TemplateContext context = run.Context with { Limits = limits };
            TemplateResult result = compiled.Template.Execute(data.ToValue(), context, labels!);
            run.Charge(result.Text.Length);
            return result.IsOk ? result.Text : throw new GoErrorException(result.Error!.Message);
        };
        labels = new RouteLabels(data.RouteLabels, data.RouteLabelsRendered ? null : render);
        return labels;
    }
}
