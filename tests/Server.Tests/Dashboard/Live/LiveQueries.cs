using Microsoft.AspNetCore.Http;
using Tocsin.Model.Matching;
using Tocsin.Server.Dashboard.Live;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>Queries of streams out of the parameters of an address.</summary>
internal static class LiveQueries
{
    public static LiveQuery Read(string text)
    {
        (LiveQuery? query, string? error) = TryRead(text);
        Assert.True(query is not null, error);
        return query;
    }

    public static (LiveQuery? Query, string? Error) TryRead(string text) => LiveQuery.Read(
        new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text)), MatcherParser.Default);
}
