using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Matching;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>What alerts are put together by.</summary>
internal enum LiveGrouping
{
    /// <summary>The groups of the router.</summary>
    Route,

    /// <summary>Labels that are named.</summary>
    Labels,

    /// <summary>The label that divides the alerts best.</summary>
    Auto,

    /// <summary>Nothing: one list.</summary>
    None,
}

/// <summary>What one stream shows. Equal queries share one view.</summary>
internal sealed record LiveQuery
{
    /// <summary>How many groups are shown at most, or alerts where nothing is grouped.</summary>
    public const int LimitMax = 1_000;

    /// <summary>How many alerts of a group are shown at most.</summary>
    public const int AlertsMax = 200;

    private const int LimitDefault = 60;
    private const int AlertsDefault = 5;

    /// <summary>Which alerts.</summary>
    public required LiveFilter Filter { get; init; }

    /// <summary>What they are put together by.</summary>
    public required LiveGrouping Grouping { get; init; }

    /// <summary>The labels of <see cref="LiveGrouping.Labels"/>.</summary>
    public IReadOnlyList<string> GroupLabels { get; init; } = [];

    /// <summary>In which order.</summary>
    public required LiveSort Sort { get; init; }

    /// <summary>How many groups, or alerts where nothing is grouped.</summary>
    public required int Limit { get; init; }

    /// <summary>How many of them are passed over first.</summary>
    public int Offset { get; init; }

    /// <summary>How many alerts of each group.</summary>
    public required int AlertsPerGroup { get; init; }

    /// <summary>The same for equal queries.</summary>
    public required string Key { get; init; }

    /// <summary>Reads the parameters of a request.</summary>
    public static (LiveQuery? Query, string? Error) Read(IQueryCollection parameters, MatcherParser matchers)
    {
        string?[] texts = [.. parameters["filter"]];
        (LiveFilter? filter, string? error) = LiveFilter.Parse(texts, matchers);
        if (filter is null)
        {
            return (null, error);
        }

        string[] groups = [.. parameters["group"].Select(name => name ?? "").Where(name => name.Length > 0)];
        LiveGrouping? grouping = groups switch
        {
            [] or ["@route"] => LiveGrouping.Route,
            ["@auto"] => LiveGrouping.Auto,
            ["@none"] => LiveGrouping.None,
            _ when groups.Length <= 8 && !groups.Any(name => name[0] == '@') => LiveGrouping.Labels,
            _ => null,
        };
        if (grouping is null)
        {
            return (null, "group is @route, @auto, @none or up to eight names of labels");
        }

        string sorted = parameters["sort"].ToString();
        if (!Enum.TryParse(sorted.Length == 0 ? "severity" : sorted, ignoreCase: true, out LiveSort sort) || !Enum.IsDefined(sort))
        {
            return (null, "sort is severity, newest, oldest, name or size");
        }

        int limit = Number(parameters, "limit", LimitDefault, (1, LimitMax), ref error);
        int offset = Number(parameters, "offset", 0, (0, int.MaxValue), ref error);
        int alerts = Number(parameters, "alerts", AlertsDefault, (0, AlertsMax), ref error);
        return error is not null ? (null, error) : (new LiveQuery
        {
            Filter = filter,
            Grouping = grouping.Value,
            GroupLabels = groups,
            Sort = sort,
            Limit = limit,
            Offset = offset,
            AlertsPerGroup = alerts,
            Key = string.Join(
                '\n',
                string.Create(CultureInfo.InvariantCulture, $"{grouping} {sort} {limit} {offset} {alerts}"),
                LiveGrouper.KeyOf(grouping == LiveGrouping.Labels ? groups : []),
                LiveGrouper.KeyOf(texts.Select(text => text ?? ""))),
        }, null);
    }

    private static int Number(
        IQueryCollection parameters, string name, int otherwise, (int Least, int Most) range, ref string? error)
    {
        string text = parameters[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number < range.Least || number > range.Most)
        {
            error ??= string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from {range.Least} to {range.Most}");
            return otherwise;
        }

        return number;
    }
}
