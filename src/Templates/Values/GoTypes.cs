namespace Tocsin.Templates.Values;

/// <summary>The types that belong to the language; those of notifications are with their values.</summary>
public static class GoTypes
{
    /// <summary>The empty interface: takes everything.</summary>
    public static readonly GoType Any = new("interface {}", GoKind.Interface) { IsDefined = false };

    /// <summary>
    /// The type of parameters that take everything and see what is missing, such as those of <c>eq</c>.
    /// </summary>
    public static readonly GoType Value = new("reflect.Value", GoKind.Interface);

    /// <summary><c>bool</c>.</summary>
    public static readonly GoType Bool = new("bool", GoKind.Bool);

    /// <summary><c>int</c>, the type of numbers without a point.</summary>
    public static readonly GoType Int = new("int", GoKind.Int);

    /// <summary><c>int64</c>, the type of Unix times.</summary>
    public static readonly GoType Int64 = new("int64", GoKind.Int);

    /// <summary><c>uint8</c>, the type of a string's bytes.</summary>
    public static readonly GoType Uint8 = new("uint8", GoKind.Uint) { Bits = 8 };

    /// <summary><c>float64</c>.</summary>
    public static readonly GoType Float64 = new("float64", GoKind.Float);

    /// <summary><c>string</c>.</summary>
    public static readonly GoType String = new("string", GoKind.String);

    /// <summary><c>[]string</c>.</summary>
    public static readonly GoType StringList = new("[]string", GoKind.List) { IsDefined = false, Element = String };

    /// <summary><c>[]interface {}</c>.</summary>
    public static readonly GoType AnyList = new("[]interface {}", GoKind.List) { IsDefined = false, Element = Any };

    /// <summary><c>map[string]interface {}</c>.</summary>
    public static readonly GoType AnyMap =
        new("map[string]interface {}", GoKind.Map) { IsDefined = false, Element = Any };

    /// <summary>HTML that needs no escaping.</summary>
    public static readonly GoType Html = Content("template.HTML");

    /// <summary>A URL that needs no filtering.</summary>
    public static readonly GoType Url = Content("template.URL");

    private static GoType Content(string name) => new(name, GoKind.String) { Underlying = "string" };
}
