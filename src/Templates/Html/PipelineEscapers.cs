using System.Collections.Immutable;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>Which escapers a value needs in a context, and how they join a pipeline.</summary>
internal static class PipelineEscapers
{
    /// <summary>The context after an action, and the action with its escapers.</summary>
    public static (HtmlContext After, ActionNode Node) Escape(HtmlContext c, ActionNode node)
    {
        if (node.Pipe.Declarations.Length > 0)
        {
            // It prints nothing.
            return (c, node);
        }

        c = c.Nudge();
        if (MisplacedEscaper(c, node.Pipe) is { } name)
        {
            string quoted = GoStrings.Quote(name);
            return (HtmlContext.Failed($"predefined escaper {quoted} disallowed in template"), node);
        }

        if (c.UrlPart == UrlPart.Unknown && IsUrl(c.State))
        {
            return (HtmlContext.Failed($"{node} appears in an ambiguous context within a URL"), node);
        }

        var escapers = new List<string>(ForState(c));
        if (c.End != AttributeEnd.None)
        {
            escapers.Add(c.End == AttributeEnd.SpaceOrTagEnd ? EscaperNames.NoSpace : EscaperNames.Attribute);
        }

        return (After(c), node with { Pipe = Append(node.Pipe, escapers) });
    }

    private static bool IsUrl(HtmlState state) =>
        state == HtmlState.Url || state is >= HtmlState.CssDoubleQuoted and <= HtmlState.CssUrl;

    private static HtmlContext After(HtmlContext c) => c.State switch
    {
        // A slash after a value divides.
        HtmlState.Js => c with { Slash = SlashMeaning.Division },
        HtmlState.Tag => c with { State = HtmlState.AttributeName },
        _ => c,
    };

    private static ImmutableArray<string> ForState(HtmlContext c) => c.State switch
    {
        HtmlState.Js => [EscaperNames.JsValue],
        HtmlState.JsDoubleQuoted or HtmlState.JsSingleQuoted => [EscaperNames.JsString],
        HtmlState.JsTemplateLiteral => [EscaperNames.JsTemplateLiteral],
        HtmlState.JsRegexp => [EscaperNames.JsRegexp],
        HtmlState.Css => [EscaperNames.CssValue],
        HtmlState.Text => [EscaperNames.Html],
        HtmlState.RcData => [EscaperNames.RcData],
        HtmlState.Tag or HtmlState.AttributeName => [EscaperNames.HtmlName],
        HtmlState.Srcset => [EscaperNames.Srcset],
        HtmlState.MetaContentUrl => [EscaperNames.UrlFilter],
        _ when IsUrl(c.State) => ForUrl(c),
        _ when c.State.IsComment() => [EscaperNames.Comment],
        // A plain attribute: what ends it decides.
        _ => [],
    };

    private static ImmutableArray<string> ForUrl(HtmlContext c)
    {
        if (c.UrlPart == UrlPart.QueryOrFragment)
        {
            return [EscaperNames.Url];
        }

        bool isString = c.State is HtmlState.CssDoubleQuoted or HtmlState.CssSingleQuoted;
        string normalizer = isString ? EscaperNames.Css : EscaperNames.UrlNormalizer;
        return c.UrlPart == UrlPart.None ? [EscaperNames.UrlFilter, normalizer] : [normalizer];
    }

    // A predefined escaper may only come last, and "html" says nothing about spaces in an unquoted value.
    private static string? MisplacedEscaper(HtmlContext c, PipeNode pipe)
    {
        for (int i = 0; i < pipe.Commands.Length; i++)
        {
            if (FunctionOf(pipe.Commands[i]) is { } name && EscaperNames.IsPredefined(name))
            {
                bool isUnquoted = c is { State: HtmlState.Attribute, End: AttributeEnd.SpaceOrTagEnd };
                if (i < pipe.Commands.Length - 1 || (isUnquoted && name == EscaperNames.PredefinedHtml))
                {
                    return name;
                }
            }
        }

        return null;
    }

    /// <summary>The pipeline with the escapers at its end; one that it already ends in is not said twice.</summary>
    private static PipeNode Append(PipeNode pipe, List<string> escapers)
    {
        if (escapers.Count == 0)
        {
            return pipe;
        }

        var commands = pipe.Commands.ToBuilder();
        if (FunctionOf(commands[^1]) is { } predefined && EscaperNames.IsPredefined(predefined))
        {
            Merge(commands, escapers, predefined);
        }

        var present = commands.Select(FunctionOf).OfType<string>().Select(EscaperNames.Normal).ToHashSet();
        foreach (string escaper in escapers.Where(escaper => !present.Contains(EscaperNames.Normal(escaper))))
        {
            AddUnlessRedundant(commands, Call(escaper, pipe.Position));
        }

        return pipe with { Commands = commands.ToImmutable() };
    }

    private static void Merge(ImmutableArray<CommandNode>.Builder commands, List<string> escapers, string predefined)
    {
        CommandNode last = commands[^1];
        if (commands.Count == 1 && last.Arguments.Length > 1)
        {
            // {{ html a b }} becomes {{ a b as printed | html }}, whose end can be replaced.
            var evaluate = new IdentifierNode(last.Arguments[0].Position, EscaperNames.EvalArguments);
            commands[0] = last with { Arguments = last.Arguments.SetItem(0, evaluate) };
            AddUnlessRedundant(commands, Call(predefined, last.Position));
        }

        bool replaces = false;
        for (int i = 0; i < escapers.Count; i++)
        {
            if (EscaperNames.Normal(escapers[i]) == predefined)
            {
                escapers[i] = predefined;
                replaces = true;
            }
        }

        if (replaces)
        {
            commands.RemoveAt(commands.Count - 1);
        }
    }

    private static void AddUnlessRedundant(ImmutableArray<CommandNode>.Builder commands, CommandNode next)
    {
        bool isRedundant = commands.Count > 0 && FunctionOf(commands[^1]) is { } last && FunctionOf(next) is { } name
            && EscaperNames.IsRedundant(last, name);
        if (!isRedundant)
        {
            commands.Add(next);
        }
    }

    private static string? FunctionOf(CommandNode command) => (command.Arguments[0] as IdentifierNode)?.Name;

    private static CommandNode Call(string name, int position) => new(position, [new IdentifierNode(position, name)]);
}
