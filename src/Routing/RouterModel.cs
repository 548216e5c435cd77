using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing;

/// <summary>The compiled routing part of one configuration. Immutable; a reload swaps it.</summary>
/// <param name="Tree">The routing tree.</param>
/// <param name="InhibitRules">The inhibition rules in the order of the file.</param>
public sealed record RouterModel(RouteTree Tree, IReadOnlyList<InhibitRuleModel> InhibitRules);
