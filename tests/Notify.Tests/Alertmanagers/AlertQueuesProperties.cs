using Tocsin.Model.Alerts;
using Tocsin.Notify.Alertmanagers;

namespace Tocsin.Notify.Tests.Alertmanagers;

/// <summary>Alerts begin and end, Alertmanagers take or fail, and the program crashes: over random orders of all that.</summary>
public sealed class AlertQueuesProperties
{
    private static readonly string[] Urls = [QueueWorld.One, QueueWorld.Two];

    [Fact]
    public void What_an_Alertmanager_was_told_last_of_an_alert_is_how_the_alert_stands()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            Play(seed);
        }
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        var world = new QueueWorld(Urls);
        var stands = new Dictionary<string, bool>();
        var told = Urls.ToDictionary(url => url, _ => new Dictionary<string, bool>());
        var under = Urls.ToDictionary(url => url, _ => (AlertBatch?)null);
        for (int step = 1; step <= 120; step++)
        {
            string url = Urls[random.Next(2)];
            switch (random.Next(8))
            {
                case 0:
                    world.Crash(step, Urls);
                    under = Urls.ToDictionary(each => each, _ => (AlertBatch?)null);

                    // As the rules do at their first evaluation after a start.
                    world.Put(step, [.. stands.Where(pair => pair.Value).Select(pair => QueueWorld.Alert(pair.Key, 0, step))]);
                    break;
                case 1 or 2 when under[url] is { } batch:
                    world.Take(url, batch, step);
                    under[url] = null;
                    foreach (Alert alert in batch.Alerts)
                    {
                        told[url][alert.Labels["alertname"]!] = !alert.IsResolvedAt(alert.UpdatedAt);
                    }

                    break;
                case 3 when under[url] is not null:
                    under[url] = null;
                    break;
                case 4 or 5 when under[url] is null:
                    under[url] = world.Queues[url].Next();
                    break;
                default:
                    string name = "ABCD"[random.Next(4)].ToString();
                    stands[name] = !stands.GetValueOrDefault(name);
                    world.Put(step, QueueWorld.Alert(name, stands[name] ? step : 0, step, hasEnded: !stands[name]));
                    break;
            }
        }

        foreach (string url in Urls)
        {
            foreach (Alert alert in world.Queues[url].Next().Alerts)
            {
                told[url][alert.Labels["alertname"]!] = !alert.IsResolvedAt(alert.UpdatedAt);
            }

            Assert.True(
                stands.All(pair => told[url].TryGetValue(pair.Key, out bool fires) && fires == pair.Value), $"seed {seed}, {url}");
        }
    }
}
