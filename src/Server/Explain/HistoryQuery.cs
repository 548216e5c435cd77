using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Events;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Alertmanager;

namespace Tocsin.Server.Explain;

/// <summary>
/// The parameters of history: <c>kind</c> (alerts, notifications, silences, groups, server; repeatable), <c>filter</c>
/// (repeatable), <c>fingerprint</c>, <c>silence</c>, <c>receiver</c>, <c>from</c>, <c>to</c>, <c>order</c> (desc, asc),
/// <c>limit</c>, <c>after</c> (the <c>next</c> of the page before).
/// </summary>
internal sealed record HistoryQuery(JournalQuery Journal, IReadOnlyList<LabelMatcher> Matchers, int Limit)
{
    private static readonly Dictionary<string, EventKind[]> Kinds = new(StringComparer.Ordinal)
    {
        ["alerts"] = [EventKind.AlertReceived, EventKind.AlertEnded, EventKind.AlertLimited],
        ["groups"] = [EventKind.GroupOpened, EventKind.GroupFlushed, EventKind.GroupClosed],
        ["notifications"] =
        [
            EventKind.NotificationDecided, EventKind.NotificationHeld, EventKind.AttemptFinished,
            EventKind.NotificationLogged, EventKind.NotificationFailed, EventKind.TemplateFailed,
        ],
        ["silences"] = [EventKind.SilenceChanged],
        ["server"] = [EventKind.ServerStarted, EventKind.ServerStopped, EventKind.ConfigLoaded, EventKind.ConfigRejected],
    };

    public static (HistoryQuery? Query, ApiError? Error) Read(
        IQueryCollection query, MatcherParser parser, int limitDefault, int limitMax)
    {
        (IReadOnlyList<LabelMatcher>? matchers, ApiError? error) = AlertQuery.ReadMatchers(query, "filter", parser);
        if (matchers is null)
        {
            return (null, error);
        }

        var faults = new List<string>();
        int limit = (int)ReadNumber(query, "limit", limitDefault, faults)!.Value;
        var journal = new JournalQuery
        {
            From = ReadTime(query, "from", default, faults),
            To = ReadTime(query, "to", Instant.Max, faults),
            Kinds = ReadKinds(query, faults),
            Subjects = ReadSubjects(query, faults),
            NewestFirst = query["order"] != "asc",
            AfterSeq = ReadNumber(query, "after", null, faults),
        };
        return faults.Count > 0
            ? (null, ApiError.BadRequest(string.Join("; ", faults)))
            : (new HistoryQuery(journal, matchers, Math.Clamp(limit, 1, limitMax)), null);
    }

    private static List<EventKind> ReadKinds(IQueryCollection query, List<string> faults)
    {
        var kinds = new List<EventKind>();
        foreach (string? name in query["kind"])
        {
            if (Kinds.TryGetValue(name ?? "", out EventKind[]? some))
            {
                kinds.AddRange(some);
            }
            else
            {
                faults.Add($"kind {GoQuote.Quote(name ?? "")} is none of {string.Join(", ", Kinds.Keys)}");
            }
        }

        return kinds.Count > 0 ? kinds : [.. Kinds.Values.SelectMany(some => some)];
    }

    private static List<SubjectKey> ReadSubjects(IQueryCollection query, List<string> faults)
    {
        var subjects = new List<SubjectKey>();
        foreach (string? text in query["fingerprint"])
        {
            if (text is { Length: 16 } && Fingerprint.TryParse(text, out Fingerprint fingerprint))
            {
                subjects.Add(SubjectKey.Alert(fingerprint));
            }
            else
            {
                faults.Add($"fingerprint {GoQuote.Quote(text ?? "")} is not 16 hexadecimal digits");
            }
        }

        subjects.AddRange(query["silence"].Select(id => SubjectKey.Silence(id ?? "")));
        subjects.AddRange(query["receiver"].Select(name => SubjectKey.Receiver(name ?? "")));
        return subjects;
    }

    private static Instant ReadTime(IQueryCollection query, string name, Instant otherwise, List<string> faults)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out Instant at))
        {
            faults.Add($"{name} {GoQuote.Quote(text)} is not a time like 2026-01-31T18:00:00Z");
        }

        return at;
    }

    private static long? ReadNumber(IQueryCollection query, string name, long? otherwise, List<string> faults)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || (number > int.MaxValue && name == "limit"))
        {
            faults.Add($"{name} {GoQuote.Quote(text)} is not a whole number");
            return otherwise ?? 0;
        }

        return number;
    }
}
