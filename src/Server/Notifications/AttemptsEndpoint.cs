using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Server.Api;
using Tocsin.Server.Explain;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Notifications;

/// <summary>GET /api/v2/notifications: attempts of the past with what was answered, newest first unless asked otherwise.</summary>
internal sealed class AttemptsEndpoint(ServerState state)
{
    // One request reads no more than this; the page then ends early, and the next one goes on from there.
    private const int ExaminedMax = 20_000;

    // Each subject is compared with each event.
    private const int GroupsMax = 200;

    public async Task GetAsync(HttpContext http)
    {
        (AttemptQuery? query, ApiError? error) = AttemptQuery.Read(http.Request.Query, state.Matchers);
        if (query is null)
        {
            await Answer.ErrorAsync(http, error!).ConfigureAwait(false);
            return;
        }

        Page page = await Task.Run(() => Find(query, http.RequestAborted), http.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => Write(output, page)).ConfigureAwait(false);
    }

    private Page Find(AttemptQuery query, CancellationToken cancellationToken)
    {
        var messages = new MessageFinder(state.Reader, query.Alerts, cancellationToken);
        var found = new List<(JournalEvent, Message?)>();
        int examined = 0;
        JournalQuery journal = Narrow(query, cancellationToken);
        foreach (JournalRecord[] batch in state.Reader.Read(journal, cancellationToken).Chunk(MessageFinder.Batch))
        {
            messages.Prepare(batch);
            foreach (JournalRecord record in batch)
            {
                Message? message = messages.Find(record.Event);
                if (query.Wants(record.Event, message) && messages.IsWanted(record))
                {
                    found.Add((record.Event, message));
                }

                if (found.Count == query.Limit || ++examined == ExaminedMax)
                {
                    return new Page(found, record.Seq);
                }
            }
        }

        return new Page(found, null);
    }

    // An alert is in few groups, and an attempt is found by its group; by the alert only its decision is.
    private JournalQuery Narrow(AttemptQuery query, CancellationToken cancellationToken)
    {
        if (query.Alerts.Fingerprints.Count == 0)
        {
            return query.Journal;
        }

        var about = new JournalQuery
        {
            Kinds = [EventKind.NotificationDecided, EventKind.GroupFlushed],
            Subjects = [.. query.Alerts.Fingerprints.Select(SubjectKey.Alert)],
        };
        HashSet<string> groups = [.. state.Reader.Read(about, cancellationToken).Select(
            record => record.Event is GroupFlushed flushed ? flushed.GroupId : AttemptOutcome.TargetOf(record.Event)!.Value.GroupId)];
        return groups.Count switch
        {
            0 => query.Journal with { Limit = 0 },
            > GroupsMax => query.Journal,
            _ => query.Journal with { Subjects = [.. groups.Select(SubjectKey.Group)] },
        };
    }

    private static void Write(JsonOutput output, Page page)
    {
        output.Raw("{\"notifications\":["u8);
        for (int i = 0; i < page.Found.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            AttemptJson.Write(output, page.Found[i].Happened, page.Found[i].Message);
        }

        output.Raw("],\"next\":"u8);
        if (page.Next is { } next)
        {
            output.String(next.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            output.Raw("null"u8);
        }

        output.Raw("}"u8);
    }

    private sealed record Page(List<(JournalEvent Happened, Message? Message)> Found, long? Next);
}
