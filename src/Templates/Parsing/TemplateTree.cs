using System.Collections.Immutable;

namespace Tocsin.Templates.Parsing;

/// <summary>One template: its name, the text it came from, and its parse tree. Immutable.</summary>
/// <param name="Name">The name it is called by.</param>
/// <param name="Source">The text that the positions of the nodes point into; many templates may share one.</param>
/// <param name="Root">The body.</param>
public sealed record TemplateTree(string Name, TemplateSource Source, ListNode Root)
{
    /// <summary>True if the body has nothing but white space and comments.</summary>
    public bool IsEmpty => IsEmptyNode(Root);

    /// <summary>The template names that the body calls, each once, in order of appearance.</summary>
    public IReadOnlyList<TemplateNode> References()
    {
        var found = new List<TemplateNode>();
        Collect(Root, found);
        return found;
    }

    // Source: Go text/template/parse, IsEmptyTree.
    private static bool IsEmptyNode(Node node) => node switch
    {
        CommentNode => true,
        ListNode list => list.Nodes.All(IsEmptyNode),
        TextNode text => string.IsNullOrWhiteSpace(text.Text),
        _ => false,
    };

    private static void Collect(ListNode list, List<TemplateNode> found)
    {
        foreach (Node node in list.Nodes)
        {
            switch (node)
            {
                case TemplateNode template when !found.Exists(seen => seen.Name == template.Name):
                    found.Add(template);
                    break;
                case BranchNode branch:
                    Collect(branch.Body, found);
                    if (branch.Else is not null)
                    {
                        Collect(branch.Else, found);
                    }

                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>Templates that may call each other, by name. Immutable and safe to share.</summary>
public sealed class TemplateTrees
{
    /// <summary>No templates.</summary>
    public static readonly TemplateTrees Empty =
        new(ImmutableSortedDictionary.Create<string, TemplateTree>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, TemplateTree> _byName;

    private TemplateTrees(ImmutableSortedDictionary<string, TemplateTree> byName) => _byName = byName;

    /// <summary>The names in ordinal order.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The templates in order of their names.</summary>
    public IEnumerable<TemplateTree> All => _byName.Values;

    /// <summary>The template of that name, or null.</summary>
    public TemplateTree? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>These templates with those put in, in place of templates of the same name.</summary>
    public TemplateTrees With(params IEnumerable<TemplateTree> trees) =>
        new(_byName.SetItems(trees.Select(tree => KeyValuePair.Create(tree.Name, tree))));

    /// <summary>
    /// These templates with the definitions of one more text: a later definition replaces an earlier one of its name,
    /// but an empty one never does.
    /// </summary>
    // Source: Go text/template, Template.associate.
    public TemplateTrees Define(params IEnumerable<TemplateTree> trees) =>
        With(trees.Where(tree => !tree.IsEmpty || !_byName.ContainsKey(tree.Name)));
}
