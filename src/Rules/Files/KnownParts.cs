using Tocsin.PromQL.Ast;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Files;

/// <summary>
/// The expressions and templates of a file as it was, so that a reload parses only what is new. They are immutable and
/// depend on nothing but their texts and the options, which are the same.
/// </summary>
internal sealed class KnownParts
{
    /// <summary>Nothing is known.</summary>
    public static readonly KnownParts None = new([]);

    private readonly Dictionary<string, Expr> _expressions = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Alert, string Name, string Text), RuleText> _texts = [];

    /// <summary>Knows the parts of those groups.</summary>
    public KnownParts(IEnumerable<RuleGroupModel> groups)
    {
        foreach (RuleModel rule in groups.SelectMany(group => group.Rules))
        {
            _expressions[rule.ExprText] = rule.Expr;
            if (rule is AlertingRule alert)
            {
                if (alert.Resolve is { } resolve)
                {
                    _expressions[alert.ResolveText] = resolve;
                }

                Add(alert.Name, alert.LabelTexts);
                Add(alert.Name, alert.AnnotationTexts);
            }
        }
    }

    /// <summary>The expression of a text; null if it is not known.</summary>
    public Expr? FindExpression(string text) => _expressions.GetValueOrDefault(text);

    /// <summary>The template, compiled now if it is not known.</summary>
    /// <param name="alert">The alert's name.</param>
    /// <param name="name">The name of the label or annotation.</param>
    /// <param name="text">The text.</param>
    public RuleText GetText(string alert, string name, string text) =>
        _texts.GetValueOrDefault((alert, name, text)) ?? RuleText.Compile(name, text, alert);

    private void Add(string alert, IReadOnlyList<RuleText> texts)
    {
        foreach (RuleText text in texts)
        {
            _texts[(alert, text.Name, text.Text)] = text;
        }
    }
}
