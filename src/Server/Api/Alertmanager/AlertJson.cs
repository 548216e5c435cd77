using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>Writes alerts in the API's field order.</summary>
// Source: Alertmanager api/v2 models, gettableAlert.
internal static class AlertJson
{
    /// <summary>Writes one alert.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="view">The alert.</param>
    /// <param name="mutedBy">The time intervals that mute its group.</param>
    /// <param name="only">Which of its receivers are told; null for all.</param>
    public static void Write(
        JsonOutput output, AlertView view, IReadOnlyList<string> mutedBy, AlertQuery? only = null)
    {
        output.Raw("{\"annotations\":"u8).Labels(view.Alert.Annotations)
            .Raw(",\"endsAt\":"u8).Time(view.Alert.EndsAt)
            .Raw(",\"fingerprint\":\""u8).Hex(view.Alert.Fingerprint)
            .Raw("\",\"receivers\":["u8);
        WriteReceivers(output, view.Routes, only);
        output.Raw("],\"startsAt\":"u8).Time(view.Alert.StartsAt)
            .Raw(",\"status\":{\"inhibitedBy\":["u8);
        if (view.InhibitedBy is { } inhibiting)
        {
            output.String(inhibiting);
        }

        bool suppressed = view.IsSuppressed || mutedBy.Count > 0;
        output.Raw("],\"mutedBy\":"u8).Strings(mutedBy)
            .Raw(",\"silencedBy\":"u8).Strings(view.SilencedBy)
            .Raw(suppressed ? ",\"state\":\"suppressed\"}"u8 : ",\"state\":\"active\"}"u8)
            .Raw(",\"updatedAt\":"u8).Time(view.Alert.UpdatedAt);
        if (view.Alert.GeneratorUrl.Length > 0)
        {
            output.Raw(",\"generatorURL\":"u8).String(view.Alert.GeneratorUrl);
        }

        output.Raw(",\"labels\":"u8).Labels(view.Alert.Labels).Raw("}"u8);
    }

    private static void WriteReceivers(JsonOutput output, IReadOnlyList<RouteNode> routes, AlertQuery? only)
    {
        bool isFirst = true;
        for (int i = 0; i < routes.Count; i++)
        {
            if (only is null || only.WantsReceiver(routes[i].Receiver))
            {
                output.Raw(isFirst ? "{\"name\":"u8 : ",{\"name\":"u8).String(routes[i].Receiver).Raw("}"u8);
                isFirst = false;
            }
        }
    }
}
