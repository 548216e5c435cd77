using System.Collections.Frozen;
using Tocsin.Templates.Html;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions that templates of notifications may call.</summary>
public static class FunctionTable
{
    /// <summary>Go's and Alertmanager's functions by name.</summary>
    public static readonly FrozenDictionary<string, GoFunction> Text =
        Builtins.All.Concat(NotificationFunctions.All).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The same and the escapers that HTML mode appends to pipelines.</summary>
    public static readonly FrozenDictionary<string, GoFunction> Html = Text.Values
        .Concat(HtmlFunctions.All)
        .ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
}
