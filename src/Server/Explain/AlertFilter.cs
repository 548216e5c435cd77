using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Server.Explain;

/// <summary>Which alerts are asked for: by what they are or by their labels. Immutable.</summary>
/// <param name="Matchers">All of them must match.</param>
/// <param name="Fingerprints">One of them must be the alert's; empty for no such condition.</param>
internal sealed record AlertFilter(IReadOnlyList<LabelMatcher> Matchers, IReadOnlyList<Fingerprint> Fingerprints)
{
    /// <summary>Whether it asks for all alerts.</summary>
    public bool IsEmpty => Matchers.Count == 0 && Fingerprints.Count == 0;

    /// <summary>Whether the alert is asked for.</summary>
    public bool Wants(LabelSet labels) => WantsIdentity(labels.Fingerprint) && WantsLabels(labels);

    /// <summary>Whether it may be asked for, as far as the fingerprint tells.</summary>
    public bool WantsIdentity(Fingerprint fingerprint) => Fingerprints.Count == 0 || Fingerprints.Contains(fingerprint);

    private bool WantsLabels(LabelSet labels)
    {
        for (int i = 0; i < Matchers.Count; i++)
        {
            if (!Matchers[i].Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}
