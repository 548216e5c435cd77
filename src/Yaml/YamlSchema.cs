namespace Tocsin.Yaml;

/// <summary>
/// The one description of a configuration type: its keys in the order of Go's struct, how each is read and printed,
/// its defaults and its rules. Reading, strict errors and re-marshalling all come from it.
/// </summary>
/// <typeparam name="T">An immutable record; a field is set by making a copy.</typeparam>
/// <remarks>Built once in a static initialiser; afterwards immutable and shared by all threads.</remarks>
public sealed class YamlSchema<T> : YamlType<T>
    where T : class
{
    private readonly List<YamlField<T>> _fields = [];
    private readonly Dictionary<string, YamlField<T>> _byName = new(StringComparer.Ordinal);
    private readonly List<Func<T, YamlRules, T>> _rules = [];
    private bool _keepsExisting;
    private string _plainName;

    /// <summary>Starts a schema without keys.</summary>
    /// <param name="goName">The Go type, <c>package.Type</c>; error texts show it as <c>package.plain</c>.</param>
    /// <param name="initial">The value before any key is read: upstream's defaults.</param>
    public YamlSchema(string goName, T initial)
    {
        GoName = goName;
        Initial = initial;
        _plainName = goName[..(goName.IndexOf('.', StringComparison.Ordinal) + 1)] + "plain";
    }

    /// <summary>The value before any key is read.</summary>
    public T Initial { get; }

    /// <inheritdoc/>
    public override string GoName { get; }

    /// <inheritdoc/>
    public override T Zero => ZeroValue ?? Initial;

    private T? ZeroValue { get; set; }

    /// <summary>The names of the keys that upstream does not know.</summary>
    public IEnumerable<string> Extensions => _fields.Where(f => f.IsExtension).Select(f => f.Name);

    /// <summary>Adds a key that is always printed.</summary>
    public YamlSchema<T> Field<TValue>(string name, YamlType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new YamlField<T, TValue>(name, type, get, set));

    /// <summary>Adds a key that is printed only if it is not empty.</summary>
    public YamlSchema<T> Optional<TValue>(string name, YamlType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new YamlField<T, TValue>(name, type, get, set) { OmitEmpty = true });

    /// <summary>Adds a key of Tocsin's own: unknown in strict mode and never printed.</summary>
    public YamlSchema<T> Extension<TValue>(string name, YamlType<TValue> type, Func<T, TValue> get, Func<T, TValue, T> set) =>
        Add(new YamlField<T, TValue>(name, type, get, set) { IsExtension = true });

    /// <summary>Adds the keys of another schema over the same type, in place.</summary>
    public YamlSchema<T> Include(Func<YamlSchema<T>, YamlSchema<T>> keys) => keys(this);

    /// <summary>Adds a rule that runs after the keys were read; it may also complete the value.</summary>
    public YamlSchema<T> Rule(Func<T, YamlRules, T> rule)
    {
        _rules.Add(rule);
        return this;
    }

    /// <summary>What an explicit null gives where it is not the defaults.</summary>
    public YamlSchema<T> WithZero(T zero)
    {
        ZeroValue = zero;
        return this;
    }

    /// <summary>Keys are set on what the field holds already instead of on the defaults.</summary>
    public YamlSchema<T> KeepingExisting()
    {
        _keepsExisting = true;
        return this;
    }

    /// <summary>The Go type has no method of its own for reading, so its own name is shown in errors.</summary>
    public YamlSchema<T> WithoutUnmarshaler()
    {
        _plainName = GoName;
        return this;
    }

    /// <inheritdoc/>
    public override bool Read(YamlReader reader, YamlNode node, ref T value)
    {
        if (node.Kind != YamlNodeKind.Mapping)
        {
            return YamlTypes.TryScalar(reader, node, _plainName, out YamlScalar scalar)
                && YamlTypes.Refuse(reader, node, scalar, _plainName);
        }

        int typeFaults = reader.TypeFaults;
        var reading = new Reading(this, reader, _keepsExisting ? value : Initial);
        reading.Apply(node);
        value = reading.Value;

        // Source: yaml.v2: a struct with a type error in it is not validated.
        if (reading.IsSound && reader.TypeFaults == typeFaults)
        {
            foreach (Func<T, YamlRules, T> rule in _rules)
            {
                value = rule(value, new YamlRules(reader, node));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override YamlValue Write(T value) => new YamlMap(
        [.. _fields.Where(f => f.IsShown(value))
            .Select(f => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(f.Name), f.Write(value)))]);

    /// <summary>The value with the keys of Tocsin's own too, for checks; what is inside a value is printed as ever.</summary>
    public YamlMap WriteWithExtensions(T value) => new(
        [.. _fields.Where(f => f.IsShown(value) || (f.IsExtension && !f.IsEmpty(value)))
            .Select(f => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(f.Name), f.Write(value)))]);

    /// <summary>True if every printed field is empty, which is when Go leaves a struct out.</summary>
    public override bool IsEmpty(T value) => _fields.TrueForAll(f => f.IsExtension || f.IsEmpty(value));

    private YamlSchema<T> Add(YamlField<T> field)
    {
        _fields.Add(field);
        _byName.Add(field.Name, field);
        return this;
    }

    private sealed class Reading(YamlSchema<T> schema, YamlReader reader, T value)
    {
        public T Value { get; private set; } = value;

        public bool IsSound { get; private set; } = true;

        public void Apply(YamlNode mapping)
        {
            var done = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < mapping.Children.Count; i += 2)
            {
                YamlNode key = mapping.Children[i];
                string name = "";
                if (key.IsMerge)
                {
                    YamlMerge.Apply(reader, mapping.Children[i + 1], Apply);
                }
                else if (reader.Read(YamlTypes.Text, key, ref name) && IsKnown(key, name, done))
                {
                    T owner = Value;
                    IsSound &= schema._byName[name].Read(reader, mapping.Children[i + 1], ref owner);
                    Value = owner;
                }
            }
        }

        private bool IsKnown(YamlNode key, string name, HashSet<string> done)
        {
            bool known = schema._byName.TryGetValue(name, out YamlField<T>? field)
                && (reader.Options.AllowExtensions || !field.IsExtension);
            if (!known && reader.Options.IgnoreUnknown)
            {
                return false;
            }

            if (!known)
            {
                string? hint = field is not null
                    ? $"{name} is a key of Tocsin's own, which Alertmanager does not know"
                    : NearestName.Find(name, schema._byName.Keys) is { } near ? $"did you mean {near}?" : null;
                reader.TypeFault(key.At, $"field {name} not found in type {schema._plainName}", name, hint);
            }
            else if (!done.Add(name))
            {
                reader.TypeFault(key.At, $"field {name} already set in type {schema._plainName}", name);
                return false;
            }

            return known;
        }
    }
}
