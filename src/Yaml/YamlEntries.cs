using System.Globalization;

namespace Tocsin.Yaml;

/// <summary>Collects the entries of a mapping, merge keys included, and refuses repeated keys as yaml.v2 does.</summary>
internal sealed class YamlEntries<T>(YamlReader reader, YamlType<T> item, bool textKeys)
{
    private readonly HashSet<YamlValue> _keys = [];
    private readonly List<KeyValuePair<YamlValue, T>> _pairs = [];

    public IReadOnlyList<KeyValuePair<YamlValue, T>> Pairs => _pairs;

    public bool IsSound { get; private set; } = true;

    public void Add(YamlNode mapping)
    {
        for (int i = 0; i < mapping.Children.Count; i += 2)
        {
            YamlNode key = mapping.Children[i];
            YamlNode value = mapping.Children[i + 1];
            if (key.IsMerge)
            {
                YamlMerge.Apply(reader, value, Add);
            }
            else
            {
                AddEntry(key, value);
            }
        }
    }

    private void AddEntry(YamlNode key, YamlNode value)
    {
        if (!TryReadKey(key, out YamlValue name, out string shown))
        {
            IsSound = false;
            return;
        }

        T read = item.Zero;
        if (!reader.ReadAt(shown, item, value, ref read))
        {
            IsSound = false;
        }
        else if (!_keys.Add(name))
        {
            IsSound = false;
            reader.TypeFault(value.At, $"key {GoSyntax(name)} already set in map", shown);
        }
        else
        {
            _pairs.Add(KeyValuePair.Create(name, read));
        }
    }

    private bool TryReadKey(YamlNode key, out YamlValue name, out string shown)
    {
        name = YamlValue.Null;
        shown = key.Text.Length == 0 ? "\"\"" : key.Text;
        if (textKeys)
        {
            string text = "";
            bool good = reader.Read(YamlTypes.Text, key, ref text);
            name = new YamlText(text);
            return good;
        }

        if (!reader.Read(YamlTypes.Any, key, ref name))
        {
            return false;
        }

        if (name is YamlMap or YamlList)
        {
            reader.Fail(key.At, "yaml: invalid map key: " + (name is YamlMap ? "a mapping" : "a list"));
            return false;
        }

        return true;
    }

    private static string GoSyntax(YamlValue key) => key switch
    {
        YamlText text => Model.Labels.GoQuote.Quote(text.Value),
        YamlBool flag => flag.Value ? "true" : "false",
        YamlInteger number => number.Value.ToString(CultureInfo.InvariantCulture),
        YamlFloat number => GoNumber.Format(number.Value),
        _ => "interface {}(nil)",
    };
}
