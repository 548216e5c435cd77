namespace Tocsin.Routing.Inhibition;

/// <summary>
/// For which rules an alert is a source or a target. Labels never change, so it is found once per alert and kept with
/// it; the many alerts without a role share one object.
/// </summary>
/// <remarks>It belongs to the <see cref="Inhibitor"/> that made it: a new configuration needs new roles.</remarks>
public sealed class InhibitRoles
{
    internal InhibitRoles(Inhibitor owner, int[] sources, int[] targets) =>
        (Owner, Sources, Targets) = (owner, sources, targets);

    /// <summary>True if no alert with these labels can be inhibited.</summary>
    public bool IsNeverTarget => Targets.Length == 0;

    /// <summary>True if no alert with these labels can inhibit.</summary>
    public bool IsNeverSource => Sources.Length == 0;

    internal Inhibitor Owner { get; }

    /// <summary>Rules, in order, of which the source side matches; doubled, plus one if the target side does too.</summary>
    internal int[] Sources { get; }

    /// <summary>Rules, in order, of which the target side matches; doubled, plus one if the source side does too.</summary>
    internal int[] Targets { get; }
}
