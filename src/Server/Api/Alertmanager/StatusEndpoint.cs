using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>GET /api/v2/status and /api/v2/receivers.</summary>
internal sealed class StatusEndpoint(ServerState state)
{
    public Task GetAsync(HttpContext http) => Answer.WriteAsync(http, StatusCodes.Status200OK, output => output
        .Raw("{\"cluster\":{\"peers\":[],\"status\":\"disabled\"},\"config\":{\"original\":"u8)
        .String(state.Config.Original)
        .Raw("},\"uptime\":"u8).Time(state.StartedAt)
        .Raw(",\"versionInfo\":{\"branch\":"u8).String(BuildFacts.Branch)
        .Raw(",\"buildDate\":"u8).String(BuildFacts.BuildDate)
        .Raw(",\"buildUser\":\"tocsin\",\"goVersion\":"u8).String(BuildFacts.Runtime)
        .Raw(",\"revision\":"u8).String(BuildFacts.Revision)
        .Raw(",\"version\":"u8).String(BuildFacts.UpstreamVersion).Raw("}}"u8));

    public async Task GetReceiversAsync(HttpContext http)
    {
        (IReadOnlyList<LabelMatcher>? matchers, ApiError? error) =
            AlertQuery.ReadMatchers(http.Request.Query, "receiver_matchers", state.Matchers);
        if (matchers is null)
        {
            ApiError named = error! with { Message = $"failed to parse receiver_matchers param: {error.Message}" };
            await Answer.ErrorAsync(http, named).ConfigureAwait(false);
            return;
        }

        await Answer.WriteAsync(http, StatusCodes.Status200OK, output =>
        {
            bool isFirst = true;
            output.Raw("["u8);
            foreach ((string name, LabelSet labels) in state.Config.Receivers)
            {
                if (!matchers.All(matcher => matcher.Matches(labels)))
                {
                    continue;
                }

                output.Raw(isFirst ? "{"u8 : ",{"u8);
                isFirst = false;
                if (labels.Count > 0)
                {
                    output.Raw("\"labels\":"u8).Labels(labels).Raw(","u8);
                }

                output.Raw("\"name\":"u8).String(name).Raw("}"u8);
            }

            output.Raw("]"u8);
        }).ConfigureAwait(false);
    }
}
