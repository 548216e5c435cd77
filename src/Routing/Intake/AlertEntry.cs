using Tocsin.Model.Alerts;
using Tocsin.Routing.Grouping;
using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Silences;

namespace Tocsin.Routing.Intake;

/// <summary>One stored alert and where it went. Labels never change, so what follows from them is kept here.</summary>
internal sealed class AlertEntry(Alert alert)
{
    // Nearly every alert lands on one route: then its group, and only otherwise an array with one for each route.
    private object? _groups;

    /// <summary>The alert as merged last.</summary>
    public Alert Alert { get; set; } = alert;

    /// <summary>The routes it lands on; shared with the other alerts that land on the same.</summary>
    public RouteNode[] Routes { get; private set; } = [];

    /// <summary>What is known of the silences that match it.</summary>
    public SilenceCache SilenceCache;

    /// <summary>The inhibition rules in which it is a target or a source.</summary>
    public InhibitRoles? InhibitRoles { get; set; }

    /// <summary>Its end moved and is not in the journal yet.</summary>
    public bool IsEndUnsaved { get; set; }

    /// <summary>The journal already says that this episode has ended.</summary>
    public bool IsEndRecorded { get; set; }

    /// <summary>True while any group holds it.</summary>
    public bool IsGrouped
    {
        get
        {
            for (int i = 0; i < Routes.Length; i++)
            {
                if (GroupOn(i) is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>It lands on these routes, and is in no group of them yet.</summary>
    public void Land(RouteNode[] routes)
    {
        Routes = routes;
        _groups = routes.Length > 1 ? new AlertGroup?[routes.Length] : null;
    }

    /// <summary>Its group on the route of that place in <see cref="Routes"/>; null while it is in none.</summary>
    public AlertGroup? GroupOn(int route) => _groups is AlertGroup?[] many ? many[route] : (AlertGroup?)_groups;

    /// <summary>Puts it into a group on that route, or into none.</summary>
    public void Put(int route, AlertGroup? group)
    {
        if (_groups is AlertGroup?[] many)
        {
            many[route] = group;
        }
        else
        {
            _groups = group;
        }
    }

    /// <summary>Takes it out of that group.</summary>
    public void Leave(AlertGroup group)
    {
        for (int i = 0; i < Routes.Length; i++)
        {
            if (ReferenceEquals(GroupOn(i), group))
            {
                Put(i, null);
            }
        }
    }

    /// <summary>True while that group holds it.</summary>
    public bool IsIn(AlertGroup group)
    {
        for (int i = 0; i < Routes.Length; i++)
        {
            if (ReferenceEquals(GroupOn(i), group))
            {
                return true;
            }
        }

        return false;
    }
}
