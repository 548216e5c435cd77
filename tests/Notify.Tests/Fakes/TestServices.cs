using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Messages;
using Tocsin.Templates;
using Tocsin.Templates.Defaults;
using Tocsin.Templates.GoTime;

namespace Tocsin.Notify.Tests.Fakes;

/// <summary>What integrations are built with in tests: the real templates, virtual time.</summary>
internal static class TestServices
{
    private static readonly TemplateSet Templates = TemplateSet.Parse(
        DefaultTemplates.Files.Select(f => new TemplateFile(f.Name, f.Text))).Set;

    public static IntegrationServices On(VirtualTime time) => new()
    {
        Time = time,
        Http = new HttpClientFactory(time, static _ => null),
        Templates = new TemplateFields(Templates, GoZone.Utc),
        ExternalUrl = "http://tocsin.example:9093",
    };

    /// <summary>A notification about the alerts of a flush at its tick.</summary>
    public static Notification NotificationOf(Flush flush, string reason = "first notification") => new()
    {
        Id = "00112233445566778899aabbccddeeff",
        GroupKey = flush.GroupKey,
        GroupId = flush.GroupId,
        Receiver = flush.Receiver,
        GroupLabels = flush.GroupLabels,
        RouteLabels = flush.RouteLabels,
        Alerts = flush.Alerts,
        Reason = reason,
        At = flush.At,
    };
}
