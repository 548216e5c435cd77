using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Html;

/// <summary>
/// Walks templates with the context, once for every context that a template is called in, and collects the rewritten ones.
/// </summary>
internal sealed class TemplateWalk(TemplateTrees trees)
{
    /// <summary>Lists and calls inside each other. The parser allows 400 in one template, so that few calls nest further.</summary>
    private const int DepthMax = 1000;

    private int _depth;

    // What is known so far; a walk whose assumption fails puts back what was known before it.
    private ImmutableDictionary<string, HtmlContext> _after = ImmutableDictionary<string, HtmlContext>.Empty;
    private ImmutableDictionary<string, TemplateTree> _rewritten = ImmutableDictionary<string, TemplateTree>.Empty;
    private ImmutableHashSet<string> _called = [];

    /// <summary>The templates reached, under their new names.</summary>
    public IEnumerable<TemplateTree> Rewritten => _rewritten.Values;

    /// <summary>The context after a call of a template in a context, and the name to call it by.</summary>
    public (HtmlContext After, string Name) EscapeCall(HtmlContext before, string name)
    {
        string derived = before.Derive(name);
        _called = _called.Add(derived);
        if (_after.TryGetValue(derived, out HtmlContext? known))
        {
            return (known, derived);
        }

        if (trees.Find(name) is not { } tree)
        {
            return (HtmlContext.Failed($"no such template {GoStrings.Quote(name)}"), derived);
        }

        return (EscapeTemplate(before, tree, derived), derived);
    }

    /// <summary>Walks a body; used by the walks of the lists inside it too.</summary>
    public (HtmlContext After, Node Node) EscapeTemplateCall(HtmlContext before, TemplateNode node)
    {
        (HtmlContext after, string name) = EscapeCall(before, node.Name);
        return (after, name == node.Name ? node : node with { Name = name });
    }

    /// <summary>True, and one level deeper until <see cref="ComeBack"/>, unless that is too deep.</summary>
    public bool TryGoDeeper() =>
        _depth < DepthMax && RuntimeHelpers.TryEnsureSufficientExecutionStack() && ++_depth > 0;

    /// <summary>Ends a level and passes its result on.</summary>
    public T ComeBack<T>(T result)
    {
        _depth--;
        return result;
    }

    /// <summary>Runs a walk whose rewriting is not wanted, only its context.</summary>
    public HtmlContext Probe(Func<HtmlContext> walk)
    {
        var (after, rewritten, called) = (_after, _rewritten, _called);
        HtmlContext result = walk();
        (_after, _rewritten, _called) = (after, rewritten, called);
        return result;
    }

    // A template that calls itself needs to know its own output: nearly always it is its input, else try what came out.
    private HtmlContext EscapeTemplate(HtmlContext before, TemplateTree tree, string derived)
    {
        if (TryEscapeBody(before, before, tree, derived, out HtmlContext first) || first.IsError)
        {
            return first;
        }

        return TryEscapeBody(before, first, tree, derived, out HtmlContext second) && second == first
            ? first
            : HtmlContext.Failed(new EscapeFault($"cannot compute output context for template {derived}")
                .LocatedAt(tree.Root, tree.Source));
    }

    private bool TryEscapeBody(
        HtmlContext before, HtmlContext assumed, TemplateTree tree, string derived, out HtmlContext after)
    {
        var (knownAfter, knownRewritten, knownCalled) = (_after, _rewritten, _called);
        _after = _after.SetItem(derived, assumed);
        _called = [];
        (after, ListNode body) = new ListWalk(this, tree.Source).EscapeList(before, tree.Root);
        if (after.IsError || (_called.Contains(derived) && after != assumed))
        {
            (_after, _rewritten, _called) = (knownAfter, knownRewritten, knownCalled);
            return false;
        }

        // Go keeps the assumption instead of the result here, so that a second call of a template that opens a tag is
        // escaped as text. That lets an attacker's value out of a script's string.
        _after = _after.SetItem(derived, after);
        _rewritten = _rewritten.SetItem(derived, tree with { Name = derived, Root = body });
        _called = _called.Union(knownCalled);
        return true;
    }
}
