using System.Globalization;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Forwarding;

/// <summary>The alerts of a notification as requests of the alerts API. Immutable.</summary>
/// <param name="Bodies">One array of alerts each; none if there is nothing to hand on.</param>
/// <param name="LeftOut">How many alerts came too far already.</param>
internal sealed record AlertBatches(IReadOnlyList<ReadOnlyMemory<byte>> Bodies, int LeftOut)
{
    /// <summary>How many alerts one request holds at most; what Prometheus sends at once.</summary>
    public const int AlertsMax = 256;

    /// <summary>How large a request may grow, unless one alert alone is larger. Proxies often stop at 1 MiB.</summary>
    public const int BytesMax = 512 * 1024;

    /// <summary>How many tiers an alert may climb.</summary>
    public const int HopsMax = 5;

    /// <summary>
    /// The annotation that counts the tiers. Not a label: that would make another alert of it at each tier, so that a
    /// silence or an inhibition written for the one would miss the other. Not a header: that ends with the request, and
    /// what goes round in a circle is the alert.
    /// </summary>
    public const string HopsName = "tocsin_hops";

    /// <summary>The annotation that says that the alerts come in another receiver's place, and why.</summary>
    public const string FallbackName = "tocsin_fallback";

    // What Alertmanager gives an alert without an end.
    private static readonly TimeSpan PatienceMin = TimeSpan.FromMinutes(5);

    /// <summary>Writes the alerts.</summary>
    /// <param name="notification">The alerts.</param>
    /// <param name="added">Labels for alerts that lack them.</param>
    /// <param name="now">The instant of the attempt.</param>
    public static AlertBatches Of(Notification notification, IReadOnlyDictionary<string, string> added, Instant now)
    {
        List<ReadOnlyMemory<byte>> bodies = [];
        Instant end = now + PatienceOf(notification);
        string fallback = notification.FallbackFor?.Text ?? "";
        int leftOut = 0;
        int count = 0;
        GoJsonWriter? batch = null;
        foreach (Alert alert in notification.Alerts)
        {
            int hops = HopsOf(alert) + 1;
            if (hops > HopsMax)
            {
                leftOut++;
                continue;
            }

            GoJsonWriter one = Write(
                alert, added, (hops, alert.IsResolvedAt(notification.At) ? alert.EndsAt : end, fallback));
            if (batch is not null && (count == AlertsMax || batch.Written.Length + one.Written.Length > BytesMax))
            {
                bodies.Add(batch.EndArray().Written);
                (batch, count) = (null, 0);
            }

            batch = (batch ?? new GoJsonWriter().BeginArray()).Raw(one);
            count++;
        }

        if (batch is not null)
        {
            bodies.Add(batch.EndArray().Written);
        }

        return new AlertBatches(bodies, leftOut);
    }

    /// <summary>
    /// How long the upper tier is to take a firing alert for firing: twice the longest time after which it hears of an
    /// unchanged one again, so that a message may fail without a false resolve. An unchanged group is told again at the
    /// first flush after its repeat interval, and a flush has its group's interval for its sends.
    /// </summary>
    private static TimeSpan PatienceOf(Notification notification)
    {
        Instant flushEnd = Instant.Later(notification.Deadline, notification.At);
        TimeSpan patience = 2 * (notification.RepeatInterval + (flushEnd - notification.At));
        return patience > PatienceMin ? patience : PatienceMin;
    }

    private static int HopsOf(Alert alert) =>
        int.TryParse(alert.Annotations[HopsName], NumberStyles.None, CultureInfo.InvariantCulture, out int hops)
            ? Math.Min(hops, HopsMax) : 0;

    private static GoJsonWriter Write(
        Alert alert, IReadOnlyDictionary<string, string> added, (int Hops, Instant EndsAt, string Fallback) upstairs)
    {
        GoJsonWriter json = new GoJsonWriter().BeginObject().Name("labels").BeginObject();
        WriteAll(json, alert.Labels);
        foreach ((string name, string value) in added)
        {
            if (alert.Labels[name] is null)
            {
                json.Field(name, value);
            }
        }

        string[] rewritten = upstairs.Fallback.Length > 0 ? [HopsName, FallbackName] : [HopsName];
        WriteAll(json.EndObject().Name("annotations").BeginObject(), alert.Annotations, rewritten);
        return json.Field(HopsName, upstairs.Hops.ToString(CultureInfo.InvariantCulture))
            .FieldUnlessEmpty(FallbackName, upstairs.Fallback).EndObject()
            .Field("startsAt", alert.StartsAt.ToString())
            .Field("endsAt", upstairs.EndsAt.ToString())
            .FieldUnlessEmpty("generatorURL", alert.GeneratorUrl)
            .EndObject();
    }

    private static void WriteAll(GoJsonWriter json, LabelSet labels, params string[] but)
    {
        foreach (LabelSet.Label label in labels)
        {
            if (!but.Contains(label.NameText, StringComparer.Ordinal))
            {
                json.Field(label.Name, label.Value);
            }
        }
    }
}
