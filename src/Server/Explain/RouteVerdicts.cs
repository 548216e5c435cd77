using Tocsin.Routing.Routes;

namespace Tocsin.Server.Explain;

/// <summary>The names of verdicts on routes, stable for programs.</summary>
internal static class RouteVerdicts
{
    public static string NameOf(RouteVerdict verdict) => verdict switch
    {
        RouteVerdict.Landed => "landed",
        RouteVerdict.PassedDown => "passedDown",
        RouteVerdict.NotMatched => "notMatched",
        _ => "notTried",
    };
}
