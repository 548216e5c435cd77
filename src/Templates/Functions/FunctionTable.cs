using System.Collections.Frozen;
using Tocsin.Templates.Html;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>The functions that templates of notifications and of rules may call.</summary>
public static class FunctionTable
{
    /// <summary>Go's and Alertmanager's functions by name.</summary>
    public static readonly FrozenDictionary<string, GoFunction> Text =
        Builtins.All.Concat(NotificationFunctions.All).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>Go's and Prometheus's functions by name, for the labels and annotations of rules.</summary>
    public static readonly FrozenDictionary<string, GoFunction> Rules =
        Builtins.All.Concat(RuleFunctions.All).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The functions of notifications and the escapers that HTML mode appends to pipelines.</summary>
    public static readonly FrozenDictionary<string, GoFunction> Html = Text.Values
        .Concat(HtmlFunctions.All)
        .ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
}
