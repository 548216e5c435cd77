using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Rules.Managed;
using Tocsin.Server.Api.Prometheus;

namespace Tocsin.Server.Api.Ruler;

/// <summary>What a path names.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Group">The group; empty if the path names none.</param>
/// <param name="Version">The version; 0 if the path names none.</param>
internal readonly record struct RulerTarget(string Namespace, string Group, long Version)
{
    private const int NameCharsMax = 1024;

    /// <summary>The group of the path.</summary>
    public GroupName Name => new(Namespace, Group);

    /// <summary>Reads the path of a request.</summary>
    /// <exception cref="QueryFaultException">A part of it is no name or no number.</exception>
    public static RulerTarget Of(HttpContext http)
    {
        string version = Part(http, "version");
        long number = 0;
        return version.Length == 0 || long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            ? new RulerTarget(Part(http, "namespace"), Part(http, "group"), number)
            : throw new QueryFaultException(QueryFault.BadData($"{GoQuote.Quote(version)} is not the number of a version"));
    }

    /// <summary>That there is nothing of that name.</summary>
    public static QueryFaultException NotFound(string what) => new(new QueryFault(StatusCodes.Status404NotFound, "not_found", what));

    // The server leaves an escaped slash in the path as it is, since it is not a part's end.
    private static string Part(HttpContext http, string name)
    {
        string part = (http.Request.RouteValues[name] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return part.Length <= NameCharsMax
            ? part
            : throw new QueryFaultException(QueryFault.BadData($"the {name} is longer than {NameCharsMax} characters"));
    }
}
