using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Events;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Alertmanager;

namespace Tocsin.Server.Explain;

/// <summary>
/// The parameters of history: <c>kind</c> (alerts, notifications, rules, silences, groups,
/// server; repeatable), <c>filter</c>
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
            EventKind.NotificationLogged, EventKind.NotificationFailed, EventKind.TemplateFailed, EventKind.ReceiverTested,
            EventKind.BreakerChanged, EventKind.PageUndeliverable, EventKind.AlertQueued, EventKind.AlertsUnqueued,
        ],
        ["rules"] =
        [
            EventKind.RuleAlertChanged, EventKind.RuleHealthChanged, EventKind.RulesLoaded, EventKind.RulesRejected,
            EventKind.RuleGroupEdited, EventKind.RuleDataChanged,
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

        var values = new QueryValues(query);
        int limit = values.Limit(limitDefault, limitMax);
        EventKind[] kinds = [.. values.Choices("kind", Kinds).SelectMany(some => some)];
        var journal = new JournalQuery
        {
            From = values.Time("from", default),
            To = values.Time("to", Instant.Max),
            Kinds = kinds.Length > 0 ? kinds : [.. Kinds.Values.SelectMany(some => some)],
            Subjects =
            [
                .. values.Fingerprints("fingerprint").Select(SubjectKey.Alert),
                .. values.Texts("silence").Select(SubjectKey.Silence),
                .. values.Texts("receiver").Select(SubjectKey.Receiver),
            ],
            NewestFirst = values.NewestFirst,
            AfterSeq = values.After(),
        };
        return values.Fault is { } fault
            ? (null, ApiError.BadRequest(fault))
            : (new HistoryQuery(journal, matchers, limit), null);
    }
}
