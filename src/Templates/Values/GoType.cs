using System.Collections.Frozen;

namespace Tocsin.Templates.Values;

/// <summary>
/// A Go type as templates see it: its printed name, its kind, and its methods. The types are a closed set, made once;
/// two types are the same only if they are the same object.
/// </summary>
public sealed class GoType
{
    private FrozenDictionary<string, GoFunction> _methods = FrozenDictionary<string, GoFunction>.Empty;

    /// <summary>Makes a type.</summary>
    /// <param name="name">The name as <c>%T</c> prints it.</param>
    /// <param name="kind">What its values are.</param>
    public GoType(string name, GoKind kind) => (Name, Kind, Underlying) = (name, kind, name);

    /// <summary>The name as <c>%T</c> prints it.</summary>
    public string Name { get; }

    /// <summary>What values of the type are.</summary>
    public GoKind Kind { get; }

    /// <summary>The name of the type it was defined from; its own name if it is not a defined type.</summary>
    public string Underlying { get; init; }

    /// <summary>
    /// False for type literals such as <c>[]string</c>, which any type defined from them may stand for.
    /// </summary>
    public bool IsDefined { get; init; } = true;

    /// <summary>The type of a slice's or map's elements.</summary>
    public GoType? Element { get; init; }

    /// <summary>Bits of a number; 64 unless said otherwise.</summary>
    public int Bits { get; init; } = 64;

    /// <summary>The fields of a struct, in order.</summary>
    public IReadOnlyList<GoField> Fields { get; init; } = [];

    /// <summary>The methods by name.</summary>
    public IReadOnlyDictionary<string, GoFunction> Methods => _methods;

    /// <summary>True if nil may stand for a value of the type.</summary>
    public bool CanBeNil => Kind is GoKind.Interface or GoKind.List or GoKind.Map or GoKind.Pointer;

    /// <summary>The method of that name, or null.</summary>
    public GoFunction? FindMethod(string name) => _methods.GetValueOrDefault(name);

    /// <summary>The index of the field of that name, or -1.</summary>
    public int FindField(string name)
    {
        for (int i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Go's rule for passing a value of this type where <paramref name="target"/> is wanted.</summary>
    public bool IsAssignableTo(GoType target) =>
        ReferenceEquals(this, target)
        || target.Kind == GoKind.Interface
        || (Underlying == target.Underlying && (!IsDefined || !target.IsDefined));

    /// <summary>Gives the type its methods; once, where the type is made.</summary>
    public GoType WithMethods(params IEnumerable<GoFunction> methods)
    {
        _methods = methods.ToFrozenDictionary(method => method.Name);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its name in templates.</param>
/// <param name="JsonName">
/// Its name in JSON; null for an unexported field, which only printing the whole struct shows.
/// </param>
public sealed record GoField(string Name, string? JsonName);
