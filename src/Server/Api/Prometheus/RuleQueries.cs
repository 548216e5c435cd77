using Tocsin.Model.Labels;
using Tocsin.Rules.Views;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Reads which rules a request wants.</summary>
// Source: Prometheus HTTP API, "Rules".
internal static class RuleQueries
{
    public static RuleQuery Read(QueryParameters parameters)
    {
        string type = parameters.Text("type").ToLowerInvariant();
        if (type is not ("" or "alert" or "record"))
        {
            throw QueryParameters.Invalid("type", $"not supported value {GoQuote.Quote(type)}");
        }

        return new RuleQuery
        {
            Files = parameters.All("file[]").ToHashSet(StringComparer.Ordinal),
            Groups = parameters.All("rule_group[]").ToHashSet(StringComparer.Ordinal),
            Rules = parameters.All("rule_name[]").ToHashSet(StringComparer.Ordinal),
            Matchers = parameters.Selectors(fault => new QueryFaultException(QueryFault.BadData(fault))),
            WantsAlerting = type != "record",
            WantsRecording = type != "alert",
            WantsAlerts = !Flag(parameters, "exclude_alerts"),
        };
    }

    public static bool Flag(QueryParameters parameters, string name) => parameters.Text(name).ToLowerInvariant() switch
    {
        "" or "0" or "f" or "false" => false,
        "1" or "t" or "true" => true,
        var other => throw QueryParameters.Invalid(
            name, $"error converting {name}: strconv.ParseBool: parsing {GoQuote.Quote(other)}: invalid syntax"),
    };
}
