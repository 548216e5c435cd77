using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Alertmanager;
using Tocsin.Server.Explain;

namespace Tocsin.Server.Notifications;

/// <summary>
/// The parameters of the list of attempts: <c>receiver</c>, <c>integration</c> (<c>slack</c> or <c>slack[0]</c>),
/// <c>group</c> (an id or a key), <c>alert</c> (a fingerprint), <c>filter</c> (matchers) and <c>outcome</c>, each
/// repeatable; <c>from</c>, <c>to</c>, <c>order</c>, <c>limit</c>, <c>after</c>. Different parameters must all hold.
/// </summary>
internal sealed record AttemptQuery
{
    private const int LimitDefault = 100;
    private const int LimitMax = 1_000;

    private static readonly Dictionary<string, string> Outcomes = AttemptOutcome.All.ToDictionary(
        outcome => outcome, StringComparer.Ordinal);

    /// <summary>What may be listed.</summary>
    public required JournalQuery Journal { get; init; }

    /// <summary>The alerts asked for.</summary>
    public required AlertFilter Alerts { get; init; }

    /// <summary>The outcomes asked for.</summary>
    public required IReadOnlyList<string> WantedOutcomes { get; init; }

    /// <summary>The receivers asked for; empty for all.</summary>
    public required IReadOnlyList<string> Receivers { get; init; }

    /// <summary>The integrations asked for, with or without their index; empty for all.</summary>
    public required IReadOnlyList<string> Integrations { get; init; }

    /// <summary>The groups asked for, by id or by key; empty for all.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>How many entries a page has at most.</summary>
    public required int Limit { get; init; }

    public static (AttemptQuery? Query, ApiError? Error) Read(IQueryCollection query, MatcherParser parser)
    {
        (IReadOnlyList<LabelMatcher>? matchers, ApiError? error) = AlertQuery.ReadMatchers(query, "filter", parser);
        if (matchers is null)
        {
            return (null, error);
        }

        var values = new QueryValues(query);
        string[] receivers = [.. values.Texts("receiver")];
        string[] outcomes = [.. values.Choices("outcome", Outcomes)];
        outcomes = outcomes.Length > 0 ? outcomes : [.. AttemptOutcome.All.Where(one => one != AttemptOutcome.Held)];
        var read = new AttemptQuery
        {
            Journal = new JournalQuery
            {
                From = values.Time("from", default),
                To = values.Time("to", Instant.Max),
                Kinds = [.. outcomes.SelectMany(AttemptOutcome.KindsOf).Distinct()],
                Subjects = [.. receivers.Select(SubjectKey.Receiver)],
                NewestFirst = values.NewestFirst,
                AfterSeq = values.After(),
            },
            Alerts = new AlertFilter(matchers, [.. values.Fingerprints("alert")]),
            WantedOutcomes = outcomes,
            Receivers = receivers,
            Integrations = [.. values.Texts("integration")],
            Groups = [.. values.Texts("group")],
            Limit = values.Limit(LimitDefault, LimitMax),
        };
        return values.Fault is { } fault ? (null, ApiError.BadRequest(fault)) : (read, null);
    }

    /// <summary>Whether the entry is asked for, but for its alerts.</summary>
    public bool Wants(JournalEvent happened, Message? message)
    {
        if (AttemptOutcome.TargetOf(happened) is not { } target)
        {
            return false;
        }

        return WantedOutcomes.Contains(AttemptOutcome.Of(happened))
            && (Receivers.Count == 0 || Receivers.Contains(target.Receiver))
            && (Integrations.Count == 0 || Integrations.Any(wanted => IsIntegration(wanted, target)))
            && (Groups.Count == 0 || Groups.Contains(target.GroupId)
                || (message is not null && Groups.Contains(message.GroupKey)));
    }

    // slack, slack[0] as explain writes it, or slack/0 as upstream does.
    private static bool IsIntegration(string wanted, NotificationTarget target) =>
        wanted == target.Integration
        || wanted == $"{target.Integration}[{target.Index}]"
        || wanted == $"{target.Integration}/{target.Index}";
}
