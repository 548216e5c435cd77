using Tocsin.Model.Alerts;
using Tocsin.Routing.Grouping;
using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;

namespace Tocsin.Routing.Intake;

/// <summary>One stored alert and where it went. Labels never change, so what follows from them is kept here.</summary>
internal sealed class AlertEntry(Alert alert)
{
    /// <summary>The alert as merged last.</summary>
    public Alert Alert { get; set; } = alert;

    /// <summary>The routes it lands on, each with its group while it is in one.</summary>
    public GroupSlot[] Slots { get; set; } = [];

    /// <summary>The routes of <see cref="Slots"/>.</summary>
    public IReadOnlyList<RouteNode> Routes { get; set; } = [];

    /// <summary>What is known of the silences that match it.</summary>
    public SilenceCache SilenceCache;

    /// <summary>The inhibition rules in which it is a target or a source.</summary>
    public InhibitRoles? InhibitRoles { get; set; }

    /// <summary>Its end moved and is not in the journal yet.</summary>
    public bool IsEndUnsaved { get; set; }

    /// <summary>The journal already says that this episode has ended.</summary>
    public bool IsEndRecorded { get; set; }

    /// <summary>True while that group holds it.</summary>
    public bool IsIn(AlertGroup group)
    {
        foreach (GroupSlot slot in Slots)
        {
            if (ReferenceEquals(slot.Group, group))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True while any group holds it.</summary>
    public bool IsGrouped
    {
        get
        {
            foreach (GroupSlot slot in Slots)
            {
                if (slot.Group is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>A route that an alert lands on, and the group it is in there.</summary>
internal record struct GroupSlot(RouteNode Route, AlertGroup? Group);
