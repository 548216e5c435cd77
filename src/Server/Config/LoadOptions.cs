using Tocsin.Model.Matching;
using Tocsin.Notify.Pacing;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>How a configuration is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Refuse Tocsin's own keys, exactly as upstream does.</summary>
    public bool Strict { get; init; }

    /// <summary>Which matcher grammars and label names hold.</summary>
    public MatcherParser Matchers { get; init; } = MatcherParser.Default;

    /// <summary>How messages are paced to receivers that do not say: from <c>tocsin.yml</c>.</summary>
    public DeliveryModel DeliveryDefaults { get; init; } = new();

    /// <summary>A mapping of what <c>global</c> holds where the file says nothing: from <c>tocsin.yml</c>. Null for none.</summary>
    public YamlNode? GlobalDefaults { get; init; }

    /// <summary>
    /// The programs that <c>exec_configs</c> may name: <c>exec.allow</c> of <c>tocsin.yml</c>. None are, unless they are
    /// named there: who may write a receiver could otherwise run anything as Tocsin.
    /// </summary>
    public IReadOnlyList<string> AllowedPrograms { get; init; } = [];
}
