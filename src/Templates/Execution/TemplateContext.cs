using Tocsin.Model;
using Tocsin.Templates.GoTime;

namespace Tocsin.Templates.Execution;

/// <summary>What an execution needs besides its data.</summary>
/// <param name="Now">The clock reading that <c>now</c> and <c>since</c> use.</param>
/// <param name="Zone">The zone that Go calls Local; see <see cref="GoZone.Local"/>.</param>
/// <param name="Limits">What the execution may use.</param>
public sealed record TemplateContext(Instant Now, GoZone Zone, TemplateLimits Limits)
{
    /// <summary>With UTC as the local zone and the default limits.</summary>
    public TemplateContext(Instant now)
        : this(now, GoZone.Utc, TemplateLimits.Default)
    {
    }

    /// <summary>What the functions of rules ask; null for notifications.</summary>
    public IRuleSource? Rule { get; init; }
}
