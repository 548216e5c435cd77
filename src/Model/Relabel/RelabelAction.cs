namespace Tocsin.Model.Relabel;

/// <summary>What a relabel rule does.</summary>
// Source: Prometheus model/relabel.
public enum RelabelAction
{
    /// <summary>Sets the target label to the expanded replacement, if the regex matches.</summary>
    Replace,

    /// <summary>Keeps the label set only if the regex matches.</summary>
    Keep,

    /// <summary>Drops the label set if the regex matches.</summary>
    Drop,

    /// <summary>Keeps the label set only if the target label equals the joined source labels.</summary>
    KeepEqual,

    /// <summary>Drops the label set if the target label equals the joined source labels.</summary>
    DropEqual,

    /// <summary>Sets the target label to a hash of the joined source labels, modulo a number.</summary>
    HashMod,

    /// <summary>Copies every label whose name matches to the expanded name.</summary>
    LabelMap,

    /// <summary>Removes every label whose name matches.</summary>
    LabelDrop,

    /// <summary>Removes every label whose name does not match.</summary>
    LabelKeep,

    /// <summary>Sets the target label to the joined source labels in lower case.</summary>
    Lowercase,

    /// <summary>Sets the target label to the joined source labels in upper case.</summary>
    Uppercase,
}
