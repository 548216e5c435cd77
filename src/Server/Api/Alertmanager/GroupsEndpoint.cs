using Microsoft.AspNetCore.Http;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Views;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Api.Alertmanager;

/// <summary>GET /api/v2/alerts/groups.</summary>
internal sealed class GroupsEndpoint(ServerState state)
{
    /// <summary>Lists the groups that have an alert asked for, sorted by their labels and then by receiver.</summary>
    public async Task GetAsync(HttpContext http)
    {
        (AlertQuery? query, ApiError? error) = AlertQuery.Read(http.Request.Query, state.Matchers);
        if (query is null)
        {
            await Answer.ErrorAsync(http, error!).ConfigureAwait(false);
            return;
        }

        Durable<List<GroupView>> found = await state.Router.RunAsync(
            static (core, now) => core.ViewGroups(now), http.RequestAborted).ConfigureAwait(false);
        List<GroupView> groups = found.Value;
        groups.RemoveAll(group => !query.WantsReceiver(group.Route.Receiver) || !query.WantsMuted(group));
        groups.Sort(Compare);
        await WriteAsync(http, groups, query).ConfigureAwait(false);
    }

    private static int Compare(GroupView left, GroupView right)
    {
        int order = left.Labels.CompareTo(right.Labels);
        return order != 0 ? order : string.CompareOrdinal(left.Route.Receiver, right.Route.Receiver);
    }

    private static async Task WriteAsync(HttpContext http, List<GroupView> groups, AlertQuery query)
    {
        JsonOutput output = Answer.Begin(http, StatusCodes.Status200OK).Raw("["u8);
        bool isFirst = true;
        foreach (GroupView group in groups)
        {
            List<AlertView> alerts = [.. group.Alerts.Where(query.Wants)];
            if (alerts.Count == 0)
            {
                continue;
            }

            alerts.Sort(static (left, right) => left.Alert.Fingerprint.CompareTo(right.Alert.Fingerprint));
            output.Raw(isFirst ? "{\"alerts\":["u8 : ",{\"alerts\":["u8);
            isFirst = false;
            for (int i = 0; i < alerts.Count; i++)
            {
                output.Raw(i == 0 ? default : ","u8);
                AlertJson.Write(output, alerts[i], group.MutedBy, query);
                if (!await output.FlushIfLargeAsync(http.RequestAborted).ConfigureAwait(false))
                {
                    return;
                }
            }

            output.Raw("],\"labels\":"u8).Labels(group.Labels)
                .Raw(",\"receiver\":{\"name\":"u8).String(group.Route.Receiver).Raw("}"u8);
            if (group.Route.Labels.Count > 0)
            {
                output.Raw(",\"routeLabels\":"u8).Labels(group.Route.Labels);
            }

            output.Raw("}"u8);
        }

        await output.Raw("]"u8).EndAsync(http.RequestAborted).ConfigureAwait(false);
    }
}
