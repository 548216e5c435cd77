using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Reading;
using Tocsin.Server.Api;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Explain;

/// <summary>
/// GET /api/v2/history: alerts, notifications and silences of the past by matcher and time, newest first unless asked
/// otherwise, a page at a time.
/// </summary>
internal sealed class HistoryEndpoint(ServerState state)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1_000;

    public async Task GetAsync(HttpContext http)
    {
        (HistoryQuery? query, ApiError? error) = HistoryQuery.Read(http.Request.Query, state.Matchers, LimitDefault, LimitMax);
        if (query is null)
        {
            await Answer.ErrorAsync(http, error!).ConfigureAwait(false);
            return;
        }

        List<(long Seq, StoryLine Line)> lines = await Task.Run(
            () => Find(query, http.RequestAborted), http.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => Write(output, query, lines)).ConfigureAwait(false);
    }

    private List<(long Seq, StoryLine Line)> Find(HistoryQuery query, CancellationToken cancellationToken)
    {
        var filter = new AlertFilter(query.Matchers, []);
        var messages = new MessageFinder(state.Reader, filter, cancellationToken);
        var lines = new List<(long, StoryLine)>();
        foreach (JournalRecord[] batch in state.Reader.Read(query.Journal, cancellationToken).Chunk(MessageFinder.Batch))
        {
            if (!filter.IsEmpty)
            {
                messages.Prepare(batch);
            }

            foreach (JournalRecord record in batch)
            {
                if (Matches(record, filter, messages) && Story.Tell(record.Event) is { } line)
                {
                    lines.Add((record.Seq, line));
                    if (lines.Count == query.Limit)
                    {
                        return lines;
                    }
                }
            }
        }

        return lines;
    }

    private static bool Matches(JournalRecord record, AlertFilter filter, MessageFinder messages) =>
        filter.IsEmpty || record.Event switch
        {
            AlertReceived received => filter.Wants(received.Alert.Labels),
            AlertLimited limited => filter.Wants(limited.Labels),
            GroupOpened opened => filter.Wants(opened.Labels),
            SilenceChanged silence => silence.MatcherSets.Any(set => filter.Matchers.All(
                wanted => set.Any(one => one.Name == wanted.Name && wanted.Matches(one.Value)))),
            _ => messages.IsWanted(record),
        };

    private static void Write(JsonOutput output, HistoryQuery query, List<(long Seq, StoryLine Line)> lines)
    {
        output.Raw("{\"events\":["u8);
        for (int i = 0; i < lines.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            StoryJson.Write(output, lines[i].Line);
        }

        output.Raw("],\"next\":"u8);
        if (lines.Count == query.Limit)
        {
            output.String(lines[^1].Seq.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else
        {
            output.Raw("null"u8);
        }

        output.Raw("}"u8);
    }
}
