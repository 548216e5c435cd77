using System.Globalization;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;

namespace Tocsin.Templates.Tests;

/// <summary>One firing and one resolved alert, with characters that every escaper has an opinion on.</summary>
internal static class SampleNotification
{
    public static readonly TemplateContext Context = new(At("2026-08-22T12:30:45.1234567Z"));

    public static readonly NotificationData Data = new()
    {
        Receiver = "team\\-x",
        Status = "firing",
        NotificationReason = "new",
        GroupLabels = LabelSet.Of(("alertname", "HighLatency"), ("kebab-name", "k")),
        CommonLabels = LabelSet.Of(("job", "api")),
        RouteLabels = LabelSet.Of(("owner", "me")),
        ExternalUrl = "http://am:9093",
        Alerts =
        [
            new AlertData
            {
                Status = "firing",
                Labels = LabelSet.Of(
                    ("alertname", "HighLatency"), ("severity", "critical"), ("instance", "web-1:9090"), ("team", "träger <&>")),
                Annotations = LabelSet.Of(("summary", "Latency is high: 95% > 2s"), ("description", "a\nb \"q\" 'x'")),
                StartsAt = At("2026-08-22T10:00:00.5Z"),
                GeneratorUrl = "http://prom/graph?g0.expr=up&x=1",
                Fingerprint = "00000000deadbeef",
            },
            new AlertData
            {
                Status = "resolved",
                Labels = LabelSet.Of(("alertname", "DiskFull"), ("severity", "warning"), ("zone", "eu")),
                StartsAt = At("2026-08-22T08:30:00.5Z"),
                EndsAt = At("2026-08-22T09:59:00.5Z"),
                Fingerprint = "0123456789abcdef",
            },
        ],
    };

    public static TemplateResult Render(string text, TemplateSet? set = null)
    {
        CompileResult compiled = (set ?? TemplateSet.Empty).Compile(text);
        return compiled.Template?.Execute(Data, Context) ?? new TemplateResult("", compiled.Error);
    }

    private static Instant At(string time) => Instant.From(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
}
