namespace Tocsin.Templates.Values;

/// <summary>
/// What a value is underneath its type's name; Go's reflect kinds, without the ones no notification has.
/// </summary>
public enum GoKind : byte
{
    /// <summary>No value at all: a missing field of nothing.</summary>
    Invalid,

    /// <summary>A nil interface.</summary>
    Interface,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A signed whole number.</summary>
    Int,

    /// <summary>An unsigned whole number.</summary>
    Uint,

    /// <summary>A 64 bit float.</summary>
    Float,

    /// <summary>A string.</summary>
    String,

    /// <summary>A slice.</summary>
    List,

    /// <summary>A map with string keys.</summary>
    Map,

    /// <summary>A struct.</summary>
    Struct,

    /// <summary>A pointer to a struct.</summary>
    Pointer,
}
