namespace Tocsin.PromQL.Annotations;

/// <summary>The annotations of one evaluation, each text once. One owner.</summary>
internal sealed class AnnotationSet
{
    private readonly Dictionary<string, int> _byText = new(StringComparer.Ordinal);
    private readonly List<Annotation> _all = [];

    /// <summary>All of them, in the order of their first appearance.</summary>
    public IReadOnlyList<Annotation> All => _all;

    /// <summary>Adds one; of those with the same text the last one's place counts.</summary>
    public void Add(Annotation annotation)
    {
        if (_byText.TryGetValue(annotation.Text, out int at))
        {
            _all[at] = annotation.After(_all[at]);
        }
        else
        {
            _byText.Add(annotation.Text, _all.Count);
            _all.Add(annotation);
        }
    }
}
