using Microsoft.AspNetCore.Http;
using Tocsin.Server.Alerting;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/alertmanagers</c>: the outside Alertmanagers that alerts of rules go to.</summary>
// Source: Prometheus HTTP API, "Alertmanagers".
internal sealed class AlertmanagersEndpoint(OutsideAlertmanagers outside)
{
    public Task GetAsync(HttpContext http, QueryParameters parameters) => PrometheusAnswer.OkAsync(http, output =>
    {
        output.Raw("{\"activeAlertmanagers\":["u8);
        Write(output, outside.Targets.SelectMany(set => set.Active));
        output.Raw("],\"droppedAlertmanagers\":["u8);
        Write(output, outside.Targets.SelectMany(set => set.Dropped));
        output.Raw("]}"u8);
    });

    private static void Write(JsonOutput output, IEnumerable<string> urls)
    {
        bool isFirst = true;
        foreach (string url in urls)
        {
            output.Raw(isFirst ? "{\"url\":"u8 : ",{\"url\":"u8).String(url).Raw("}"u8);
            isFirst = false;
        }
    }
}
