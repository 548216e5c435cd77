using Tocsin.Model.Labels;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>What must hold of <c>fallback</c>: it leads to somebody, and never back.</summary>
internal static class FallbackChecks
{
    public static void Run(AlertmanagerConfig config, DeliveryModel defaults, ConfigFaults faults)
    {
        var byName = new Dictionary<string, ReceiverConfig>(StringComparer.Ordinal);
        foreach (ReceiverConfig receiver in config.Receivers)
        {
            byName.TryAdd(receiver.Name, receiver);
        }

        for (int i = 0; i < config.Receivers.Count; i++)
        {
            if (config.Receivers[i].Fallback is { } fallback)
            {
                string key = CrossChecks.Index("receivers", i) + ".fallback";
                CheckReceiver(config.Receivers[i], fallback, byName, (key, faults));
                CheckTime(config.Receivers[i], fallback, defaults, (key, faults));
            }
        }
    }

    private static void CheckReceiver(
        ReceiverConfig receiver,
        FallbackConfig fallback,
        Dictionary<string, ReceiverConfig> byName,
        (string Key, ConfigFaults Faults) place)
    {
        string quoted = GoQuote.Quote(fallback.Receiver);
        if (!byName.TryGetValue(fallback.Receiver, out ReceiverConfig? next))
        {
            string? hint = NearestName.Find(fallback.Receiver, byName.Keys) is { } near ? $"did you mean {near}?" : null;
            place.Faults.Add(place.Key, $"undefined receiver {quoted} used in fallback", hint);
        }
        else if (receiver.Integrations.Count == 0)
        {
            place.Faults.Add(
                place.Key, $"receiver {GoQuote.Quote(receiver.Name)} has no integrations, so that it never needs a fallback");
        }
        else if (next.Integrations.Count == 0)
        {
            place.Faults.Add(place.Key, $"receiver {quoted} has no integrations, so that a fallback to it would tell nobody");
        }
        else
        {
            CheckChain(receiver, byName, place);
        }
    }

    private static void CheckChain(
        ReceiverConfig first, Dictionary<string, ReceiverConfig> byName, (string Key, ConfigFaults Faults) place)
    {
        List<string> chain = [first.Name];
        ReceiverConfig? next = first;
        while (next?.Fallback is { } fallback)
        {
            chain.Add(fallback.Receiver);
            if (fallback.Receiver == first.Name)
            {
                place.Faults.Add(place.Key, chain.Count == 2
                    ? $"receiver {GoQuote.Quote(first.Name)} falls back to itself"
                    : $"receivers fall back in a circle: {string.Join(" → ", chain)}");
                return;
            }

            // A circle further on is told at the receivers that are in it.
            if (chain.Count - 1 > FallbackConfig.ChainMax)
            {
                if (chain.Distinct(StringComparer.Ordinal).Count() == chain.Count)
                {
                    place.Faults.Add(place.Key, $"at most {FallbackConfig.ChainMax} receivers may stand behind one another");
                }

                return;
            }

            next = byName.GetValueOrDefault(fallback.Receiver);
        }
    }

    private static void CheckTime(
        ReceiverConfig receiver, FallbackConfig fallback, DeliveryModel defaults, (string Key, ConfigFaults Faults) place)
    {
        if (fallback.After >= (receiver.Delivery?.Deadline ?? defaults.Deadline))
        {
            place.Faults.Add(
                place.Key + ".after", "after is not before the receiver's deadline, when the fallback is told in any case");
        }
    }
}
