using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Hosting;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.ReceiverTests;

/// <summary>What became of a test. Immutable; holds no secret.</summary>
public sealed record ReceiverTestReport
{
    /// <summary>Names the test.</summary>
    public required string Id { get; init; }

    /// <summary>The receiver's name.</summary>
    public required string Receiver { get; init; }

    /// <summary>When it began.</summary>
    public required Instant At { get; init; }

    /// <summary>What became of it at each integration, in the order of the receiver.</summary>
    public required IReadOnlyList<IntegrationTestReport> Integrations { get; init; }

    /// <summary>Every message was taken, and there was at least one.</summary>
    public bool IsDelivered => Integrations.Count > 0 && Integrations.All(one => one.IsDelivered);

    /// <summary>The report as the API gives it.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("id", Id).Field("receiver", Receiver).Field("at", At.ToString())
            .Name("delivered").Value(IsDelivered)
            .Name("integrations").BeginArray();
        foreach (IntegrationTestReport integration in Integrations)
        {
            json.BeginObject().Field("integration", integration.Key.Integration).Name("index").Value(integration.Key.Index)
                .Name("delivered").Value(integration.IsDelivered)
                .Name("breakerOpenUntil");
            _ = integration.BreakerOpenUntil.IsZero ? json.Null() : json.Value(integration.BreakerOpenUntil.ToString());
            json.Name("messages").BeginArray();
            foreach (TestMessageReport message in integration.Messages)
            {
                Write(json, message);
            }

            json.EndArray().EndObject();
        }

        return json.EndArray().EndObject().Written;
    }

    private static void Write(GoJsonWriter json, TestMessageReport message)
    {
        SendOutcome outcome = message.Outcome;
        json.BeginObject().Field("status", message.IsResolved ? "resolved" : "firing")
            .Field("outcome", outcome.Result().ToString().ToLowerInvariant())
            .Field("reason", outcome.FailureReason() is { } reason ? reason.Label() : "")
            .Name("code").Value(outcome.Code).Field("answer", outcome.Answer)
            .Name("durationMs").Value((long)message.Duration.TotalMilliseconds)
            .Name("waitedMs").Value((long)message.Waited.TotalMilliseconds)
            .Field("templateError", outcome.TemplateError ?? "")
            .Name("hops").BeginArray();
        foreach (SendHop hop in message.Hops)
        {
            json.BeginObject().Field("action", hop.Action).Name("code").Value(hop.Code).Field("answer", hop.Answer)
                .Name("durationMs").Value((long)hop.Duration.TotalMilliseconds)
                .Name("bodyBytes").Value(hop.BodyBytes).Field("bodyDigest", hop.BodyDigest).EndObject();
        }

        json.EndArray().EndObject();
    }
}

/// <summary>What became of a test at one integration. Immutable.</summary>
/// <param name="Key">The integration.</param>
/// <param name="Messages">The message that the alert fires and, if there was one, the message that it resolved.</param>
public sealed record IntegrationTestReport(IntegrationKey Key, IReadOnlyList<TestMessageReport> Messages)
{
    /// <summary>Until when the breaker keeps real messages back, which it does not do to a test; zero if it does not.</summary>
    public Instant BreakerOpenUntil { get; init; }

    /// <summary>Every message was taken.</summary>
    public bool IsDelivered => Messages.All(message => message.Outcome is SendOutcome.Delivered);
}

/// <summary>What became of one message of a test. Immutable.</summary>
/// <param name="IsResolved">Whether it told that the alert resolved.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Hops">The exchanges that it took, in their order.</param>
public sealed record TestMessageReport(
    bool IsResolved, SendOutcome Outcome, TimeSpan Duration, IReadOnlyList<SendHop> Hops)
{
    /// <summary>How long it waited before, since the receiver's rate limit or the quiet it asked for kept it back.</summary>
    public TimeSpan Waited { get; init; }
}
