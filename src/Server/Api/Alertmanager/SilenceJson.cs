using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Routing.Silences;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>Writes silences in the API's field order.</summary>
// Source: Alertmanager api/v2 models, gettableSilence.
internal static class SilenceJson
{
    public static void Write(JsonOutput output, Silence silence, Instant now)
    {
        output.Raw("{\"id\":"u8).String(silence.Id)
            .Raw(",\"status\":{\"state\":"u8).String(StateName(silence.StateAt(now)))
            .Raw("},\"updatedAt\":"u8).Time(silence.UpdatedAt);
        if (silence.Annotations.Count > 0)
        {
            output.Raw(",\"annotations\":"u8).Labels(silence.Annotations);
        }

        output.Raw(",\"comment\":"u8).String(silence.Comment)
            .Raw(",\"createdBy\":"u8).String(silence.CreatedBy)
            .Raw(",\"endsAt\":"u8).Time(silence.EndsAt)
            .Raw(",\"matchers\":["u8);
        bool isFirst = true;
        foreach (LabelMatcher matcher in silence.MatcherSets[0])
        {
            bool isRegex = matcher.Op is MatchOp.Regex or MatchOp.NotRegex;
            bool isEqual = matcher.Op is MatchOp.Equal or MatchOp.Regex;
            output.Raw(isFirst ? "{\"isEqual\":"u8 : ",{\"isEqual\":"u8).Bool(isEqual)
                .Raw(",\"isRegex\":"u8).Bool(isRegex)
                .Raw(",\"name\":"u8).String(matcher.Name)
                .Raw(",\"value\":"u8).String(matcher.Value).Raw("}"u8);
            isFirst = false;
        }

        output.Raw("],\"startsAt\":"u8).Time(silence.StartsAt).Raw("}"u8);
    }

    private static string StateName(SilenceState state) => state switch
    {
        SilenceState.Pending => "pending",
        SilenceState.Active => "active",
        _ => "expired",
    };
}
