using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>What a posted alert gets that it does not say itself.</summary>
/// <param name="Now">The instant of receipt.</param>
/// <param name="ResolveTimeout">How long an alert without an end lives.</param>
/// <param name="ClassicNames">Whether only classic label names are allowed.</param>
internal sealed record AlertDefaults(Instant Now, TimeSpan ResolveTimeout, bool ClassicNames)
{
    // Source: Alertmanager api/v2 postAlertsHandler.
    public Alert Complete(LabelSet labels, LabelSet annotations, Instant startsAt, Instant endsAt, string generatorUrl)
    {
        bool endsByTimeout = endsAt.IsZero;
        Instant start = !startsAt.IsZero ? startsAt : endsByTimeout ? Now : endsAt;
        return new Alert
        {
            Labels = labels,
            Annotations = annotations,
            StartsAt = start,
            EndsAt = endsByTimeout ? Now + ResolveTimeout : endsAt,
            UpdatedAt = Now,
            GeneratorUrl = generatorUrl,
            EndsByTimeout = endsByTimeout,
        };
    }
}
