using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Routing.Intake;

/// <summary>Holds the number of alerts with one name down. Known alerts always refresh; only new ones are refused.</summary>
/// <remarks>A full name takes a new alert if one of its old ones has ended, as upstream's heap bucket does.</remarks>
internal sealed class AlertNameLimit(int limit)
{
    private readonly Dictionary<string, Dictionary<Fingerprint, Instant>> _byName = [];

    public bool TryTake(Alert alert, Instant now)
    {
        string name = alert.Labels[LabelName.AlertName] ?? "";
        if (!_byName.TryGetValue(name, out Dictionary<Fingerprint, Instant>? bucket))
        {
            _byName[name] = bucket = [];
        }

        if (!bucket.ContainsKey(alert.Fingerprint) && bucket.Count >= limit && !TryEvict(bucket, now))
        {
            return false;
        }

        bucket[alert.Fingerprint] = alert.EndsAt;
        return true;
    }

    public void Release(Alert alert)
    {
        string name = alert.Labels[LabelName.AlertName] ?? "";
        if (_byName.TryGetValue(name, out Dictionary<Fingerprint, Instant>? bucket))
        {
            bucket.Remove(alert.Fingerprint);
            if (bucket.Count == 0)
            {
                _byName.Remove(name);
            }
        }
    }

    private static bool TryEvict(Dictionary<Fingerprint, Instant> bucket, Instant now)
    {
        foreach ((Fingerprint fingerprint, Instant endsAt) in bucket)
        {
            if (endsAt <= now)
            {
                return bucket.Remove(fingerprint);
            }
        }

        return false;
    }
}
