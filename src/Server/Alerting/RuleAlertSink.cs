using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Routing.Lanes;

namespace Tocsin.Server.Alerting;

/// <summary>Hands the alerts of rules to the outside Alertmanagers, and to the router of this process.</summary>
/// <param name="router">The router.</param>
/// <param name="outside">The others, of which none is waited for.</param>
internal sealed class RuleAlertSink(RouterLane router, OutsideAlertmanagers outside) : IAlertSink
{
    public async Task PutAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellation)
    {
        await outside.Senders.PutAsync(alerts, cancellation).ConfigureAwait(false);
        if (outside.TellsOwnRouter)
        {
            await router.PutAsync(alerts, cancellation).ConfigureAwait(false);
        }
    }
}
