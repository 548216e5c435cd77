using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Notify.Hosting;
using Tocsin.Server.Api;
using Tocsin.Server.Explain;

namespace Tocsin.Server.Notifications;

/// <summary>Writes one entry of the list of attempts. The fields are the same for every outcome; what has no value is
/// empty, 0 or null.</summary>
internal static class AttemptJson
{
    public static void Write(JsonOutput output, JournalEvent happened, Message? message)
    {
        NotificationTarget target = AttemptOutcome.TargetOf(happened)!.Value;
        Row row = RowOf(happened);
        output.Raw("{\"at\":"u8).Time(happened.At)
            .Raw(",\"outcome\":"u8).String(AttemptOutcome.Of(happened))
            .Raw(",\"receiver\":"u8).String(target.Receiver)
            .Raw(",\"integration\":"u8).String(target.Integration)
            .Raw(",\"index\":"u8).Number(target.Index)
            .Raw(",\"groupId\":"u8).String(target.GroupId)
            .Raw(",\"groupKey\":"u8).String(message?.GroupKey ?? "")
            .Raw(",\"notificationId\":"u8).String(row.Id)
            .Raw(",\"decision\":"u8).String(row.Decision ?? message?.Reason.Text() ?? "")
            .Raw(",\"isTest\":"u8).Bool(row.IsTest)
            .Raw(",\"attempt\":"u8).Number(row.Attempt)
            .Raw(",\"isRepeat\":"u8).Bool(row.IsRepeat)
            .Raw(",\"reason\":"u8).String(row.Reason)
            .Raw(",\"code\":"u8).Number(row.Code)
            .Raw(",\"answer\":"u8).String(row.Answer)
            .Raw(",\"durationMs\":"u8).Number((long)row.Duration.TotalMilliseconds)
            .Raw(",\"waitedMs\":"u8).Number((long)row.Waited.TotalMilliseconds)
            .Raw(",\"waitedFor\":"u8).String(row.WaitedFor == WaitReason.None ? "" : row.WaitedFor.Label())
            .Raw(",\"bodyDigest\":"u8).String(row.BodyDigest)
            .Raw(",\"nextTryAt\":"u8);
        WriteAlerts((row.NextTryAt.IsZero ? output.Raw("null"u8) : output.Time(row.NextTryAt)), message);
        output.Raw("}"u8);
    }

    private static void WriteAlerts(JsonOutput output, Message? message)
    {
        output.Raw(",\"alertCount\":"u8).Number(message?.AlertCount ?? 0).Raw(",\"alerts\":["u8);
        for (int i = 0; i < (message?.Alerts.Count ?? 0); i++)
        {
            output.Raw(i == 0 ? "{\"fingerprint\":\""u8 : ",{\"fingerprint\":\""u8).Hex(message!.Alerts[i].Fingerprint)
                .Raw("\",\"status\":"u8).String(message.Alerts[i].IsFiring ? "firing" : "resolved")
                .Raw(",\"labels\":"u8).Labels(message.Alerts[i].Labels)
                .Raw("}"u8);
        }

        output.Raw("]"u8);
    }

    private static Row RowOf(JournalEvent happened) => happened switch
    {
        AttemptFinished attempt => new Row
        {
            Id = attempt.Id,
            Attempt = attempt.Attempt,
            IsRepeat = attempt.IsRepeat,
            Reason = attempt.Result == AttemptResult.Delivered ? "" : attempt.Reason.Label(),
            Code = attempt.Code,
            Answer = attempt.Answer,
            Duration = attempt.Duration,
            Waited = attempt.Waited,
            WaitedFor = attempt.WaitedFor,
            BodyDigest = attempt.BodyDigest,
            NextTryAt = attempt.NextTryAt,
        },
        NotificationFailed failed => new Row
        {
            Id = failed.Id,
            Attempt = failed.Attempts,
            IsRepeat = !failed.MaybeToldUntil.IsZero,
            Reason = failed.Reason.Label(),
            Answer = failed.Detail,
        },
        ReceiverTested test => new Row
        {
            Id = test.Id,
            IsTest = true,
            Decision = test.RequestedBy.Length > 0 ? $"test by {test.RequestedBy}" : "test",
            Attempt = 1,
            Reason = test.Result == AttemptResult.Delivered ? "" : test.Reason.Label(),
            Code = test.Code,
            Answer = test.Answer,
            Duration = test.Duration,
            BodyDigest = test.BodyDigest,
        },
        NotificationHeld held => new Row { Decision = held.Reason.Text() },
        _ => throw new ArgumentException($"{happened.Kind} is no attempt"),
    };

    private sealed record Row
    {
        public string Id { get; init; } = "";

        /// <summary>Why, unless the decision tells; then null.</summary>
        public string? Decision { get; init; }

        public bool IsTest { get; init; }

        public int Attempt { get; init; }

        public bool IsRepeat { get; init; }

        public string Reason { get; init; } = "";

        public int Code { get; init; }

        public string Answer { get; init; } = "";

        public TimeSpan Duration { get; init; }

        public TimeSpan Waited { get; init; }

        public WaitReason WaitedFor { get; init; }

        public string BodyDigest { get; init; } = "";

        public Instant NextTryAt { get; init; }
    }
}
