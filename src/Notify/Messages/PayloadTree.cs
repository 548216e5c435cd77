using System.Collections.Immutable;
using Tocsin.Yaml;

namespace Tocsin.Notify.Messages;

/// <summary>
/// A body or detail of any shape whose texts are templates: each text is rendered, and what comes out is read as YAML,
/// so that <c>{{ .Alerts | len }}</c> becomes a number. Immutable.
/// </summary>
// Source: Alertmanager template, DeepCopyWithTemplate and normalizeYAMLValue (0.34).
internal abstract record PayloadTree
{
    private PayloadTree()
    {
    }

    /// <summary>Compiles every text of <paramref name="value"/>, keys included.</summary>
    public static PayloadTree Compile(string field, YamlValue value, IFieldCompiler compiler) =>
        Compile(field, value, compiler, isRead: true);

    /// <summary>The same for a receiver that wants texts where texts were written: what is rendered stays a text.</summary>
    public static PayloadTree CompileTexts(string field, YamlValue value, IFieldCompiler compiler) =>
        Compile(field, value, compiler, isRead: false);

    private static PayloadTree Compile(string field, YamlValue value, IFieldCompiler compiler, bool isRead) => value switch
    {
        YamlText text => new Text(compiler.Text(field, text.Value), isRead),
        YamlList list => new List([.. list.Items.Select((item, i) => Compile($"{field}[{i}]", item, compiler, isRead))]),
        YamlMap map => new Map(
        [
            .. map.Entries.Where(e => e.Key is YamlText).Select(e =>
            {
                string key = ((YamlText)e.Key).Value;
                string place = $"{field}.{key}";
                return (compiler.Text(place, key), Compile(place, e.Value, compiler, isRead));
            }),
        ]),
        _ => new Constant(value),
    };

    /// <summary>Renders the tree; a text that fails is left out and noted in <paramref name="rendering"/>.</summary>
    public YamlValue Render(Rendering rendering) => this switch
    {
        Text { IsRead: false } text => new YamlText(rendering.Text(text.Template)),
        Text text => Read(rendering.Text(text.Template)),
        List list => new YamlList([.. list.Items.Select(i => i.Render(rendering))]),
        Map map => new YamlMap(
            [.. map.Entries.Select(e => KeyValuePair.Create<YamlValue, YamlValue>(
                new YamlText(rendering.Text(e.Key)), e.Value.Render(rendering)))]),
        _ => ((Constant)this).Value,
    };

    /// <summary>Writes a value as JSON, keys sorted as Go sorts them.</summary>
    public static void Write(GoJsonWriter json, YamlValue value)
    {
        switch (value)
        {
            case YamlText text:
                json.Value(text.Value);
                break;
            case YamlBool flag:
                json.Value(flag.Value);
                break;
            case YamlInteger integer:
                json.Value(integer.Value);
                break;
            case YamlFloat real:
                json.Value(real.Value);
                break;
            case YamlList list:
                json.BeginArray();
                foreach (YamlValue item in list.Items)
                {
                    Write(json, item);
                }

                json.EndArray();
                break;
            case YamlMap map:
                WriteMap(json, map);
                break;
            default:
                json.Null();
                break;
        }
    }

    private static void WriteMap(GoJsonWriter json, YamlMap map)
    {
        json.BeginObject();
        var sorted = new SortedDictionary<string, YamlValue>(StringComparer.Ordinal);
        foreach ((YamlValue key, YamlValue value) in map.Entries)
        {
            if (key is YamlText text)
            {
                sorted[text.Value] = value;
            }
        }

        foreach ((string key, YamlValue value) in sorted)
        {
            Write(json.Name(key), value);
        }

        json.EndObject();
    }

    // A text that does not parse, or parses as text, stays what it is, quotes and all.
    private static YamlValue Read(string rendered) =>
        YamlValue.TryParse(rendered, out YamlValue parsed) is null && parsed is not YamlText
            ? parsed
            : new YamlText(rendered);

    private sealed record Text(FieldTemplate Template, bool IsRead) : PayloadTree;

    private sealed record List(ImmutableArray<PayloadTree> Items) : PayloadTree;

    private sealed record Map(ImmutableArray<(FieldTemplate Key, PayloadTree Value)> Entries) : PayloadTree;

    private sealed record Constant(YamlValue Value) : PayloadTree;
}
