using System.Collections.Frozen;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions that templates of notifications may call.</summary>
public static class FunctionTable
{
    /// <summary>Go's and Alertmanager's functions by name.</summary>
    public static readonly FrozenDictionary<string, GoFunction> Text =
        Builtins.All.Concat(NotificationFunctions.All).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The same and the escapers that HTML mode appends to pipelines.</summary>
    // The escapers are joined here as soon as there is a table of them; without one an escaped template stops at its
    // first value, which is safe.
    public static readonly FrozenDictionary<string, GoFunction> Html = Text;
}
