using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Routing.Grouping;

/// <summary>A digest of who is in a flush and in what state; equal digests mean that nothing is new to tell.</summary>
internal static class FlushSignature
{
    /// <summary>Never zero, which stands for "not flushed yet".</summary>
    public static ulong Of(Flush flush)
    {
        Fingerprint digest = Fingerprint.Start;
        foreach (Alert alert in flush.Alerts)
        {
            digest = Add(digest, alert, 0);
        }

        foreach (MutedAlert muted in flush.Muted)
        {
            digest = Add(digest, muted.Alert, (ulong)muted.Reason);
            foreach (string by in muted.By)
            {
                digest = digest.AddField(System.Text.Encoding.UTF8.GetBytes(by));
            }
        }

        return digest.Value | 1;
    }

    private static Fingerprint Add(Fingerprint digest, Alert alert, ulong mute)
    {
        ulong state = (mute << 1) | (alert.EndsAt.IsZero ? 1UL : 0);
        ulong mixed = (digest.Value ^ alert.Fingerprint.Value ^ (state << 56)) * 0x9E3779B97F4A7C15;
        return new(mixed ^ (mixed >> 32));
    }
}
