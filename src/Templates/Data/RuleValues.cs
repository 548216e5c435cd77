using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Templates.Execution;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Data;

/// <summary>Labels as a plain map; each is decoded when it is asked for.</summary>
internal sealed class LabelMapValue(LabelSet labels) : GoMap
{
    private (string Key, GoValue Value)[]? _entries;

    public override GoType Type => RuleTypes.Labels;

    public override int Count => labels.Count;

    public override string KeyAt(int index) => Entries[index].Key;

    public override GoValue ValueAt(int index) => Entries[index].Value;

    public override GoValue? Find(string key)
    {
        Span<byte> utf8 = stackalloc byte[128];
        ReadOnlySpan<byte> name =
            Encoding.UTF8.TryGetBytes(key, utf8, out int length) ? utf8[..length] : GoText.ToBytes(key);
        return labels.TryGetValue(name, out ReadOnlySpan<byte> value) ? Of(GoText.FromBytes(value)) : null;
    }

    private (string Key, GoValue Value)[] Entries => _entries ??= Decode();

    private (string Key, GoValue Value)[] Decode()
    {
        var entries = new (string Key, GoValue Value)[labels.Count];
        int at = 0;
        foreach (LabelSet.Label label in labels)
        {
            entries[at++] = (GoText.FromBytes(label.Name), Of(GoText.FromBytes(label.Value)));
        }

        return entries;
    }
}

/// <summary>A sample of a query's result.</summary>
internal sealed class SampleValue(RuleSample sample) : GoStruct
{
    public LabelMapValue Labels { get; } = new(sample.Labels);

    public double Value => sample.Value;

    public override GoType Type => RuleTypes.Sample;

    public override GoValue FieldAt(int index) => index == 0 ? Labels : Of(sample.Value);
}

/// <summary>The dot of a rule's template.</summary>
internal sealed class RuleDataValue(RuleTemplateData data) : GoStruct
{
    private readonly LabelMapValue _labels = new(data.Labels);
    private readonly LabelMapValue _externalLabels = new(data.ExternalLabels);
    private readonly GoValue _externalUrl = Of(data.ExternalUrl);

    public override GoType Type => RuleTypes.Data;

    public override GoValue FieldAt(int index) => index switch
    {
        0 => _labels,
        1 => _externalLabels,
        2 => _externalUrl,
        _ => data.Value,
    };
}
