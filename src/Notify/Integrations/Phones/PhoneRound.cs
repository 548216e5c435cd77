using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>
/// Tells every number of a notification, one after the other, and leaves out in later attempts those that were told.
/// Thread-safe.
/// </summary>
/// <remarks>
/// It succeeds once each number was told. A number that the provider refuses for good costs only itself, as a dead mailbox
/// does: failing for it would call everybody else again at each interval. All alike are told in the outcome.
/// </remarks>
internal sealed class PhoneRound(PhoneNumbers numbers, IPhoneProvider provider)
{
    private const int AnswerRunesMax = 1000;

    private readonly ToldNumbers _told = new();

    /// <summary>Makes one attempt.</summary>
    /// <param name="rendering">What to tell; its errors are the attempt's.</param>
    /// <param name="textOf">The text; the argument is true if the number may have got it before.</param>
    /// <param name="observer">Is told of each exchange.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public async Task<SendOutcome> TellAsync(
        Rendering rendering, Func<bool, string> textOf, ISendObserver observer, CancellationToken cancellation)
    {
        NumberList list = numbers.Read(rendering);
        if (list.Good.Count == 0)
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = list.Bad.Count == 0 ? "there is no number to tell" : "no number to tell: " + string.Join(", ", list.Bad),
            };
        }

        Notification notification = rendering.Context.Notification;
        _told.Begin(notification.Id, notification.IsRepeat ? ToldState.Perhaps : ToldState.NotYet);
        List<(string Number, SendOutcome Outcome)> outcomes = [];
        int toldBefore = 0;
        foreach (string number in list.Good)
        {
            ToldState known = _told.Find(notification.Id, number);
            if (known == ToldState.Told)
            {
                toldBefore++;
                continue;
            }

            var message = new PhoneMessage(number, textOf(known == ToldState.Perhaps), rendering);
            outcomes.Add((number, await TellAsync(message, observer, cancellation)));
        }

        return Summary(outcomes, list.Bad, toldBefore);
    }

    private static bool MayHaveArrived(SendOutcome outcome) => outcome is SendOutcome.Retry { MayHaveArrived: true };

    // What another attempt may mend decides, else that somebody was told.
    private static SendOutcome Summary(
        List<(string Number, SendOutcome Outcome)> outcomes, IReadOnlyList<string> bad, int toldBefore)
    {
        string answer = Answer(outcomes, bad, toldBefore);
        SendOutcome[] all = [.. outcomes.Select(o => o.Outcome)];
        SendOutcome? delivered = Array.Find(all, o => o is SendOutcome.Delivered)
            ?? (toldBefore > 0 ? new SendOutcome.Delivered() : null);
        SendOutcome decisive = Array.Find(all, o => o is SendOutcome.Retry) ?? delivered ?? all[0];
        return decisive is not SendOutcome.Retry retry ? decisive with { Answer = answer } : retry with
        {
            Answer = answer,
            After = all.Max(o => (o as SendOutcome.Retry)?.After),
            MayHaveArrived = delivered is not null || Array.Exists(all, MayHaveArrived),
        };
    }

    private static string Answer(
        List<(string Number, SendOutcome Outcome)> outcomes, IReadOnlyList<string> bad, int toldBefore)
    {
        if (outcomes.Count == 1 && bad.Count == 0 && toldBefore == 0)
        {
            return outcomes[0].Outcome.Answer;
        }

        IEnumerable<string> parts =
        [
            .. outcomes.Where(o => o.Outcome is not SendOutcome.Delivered).Select(o => $"not to {o.Number}: {o.Outcome.Answer}"),
            .. bad.Select(b => $"not to {b}"),
            .. outcomes.Where(o => o.Outcome is SendOutcome.Delivered).Select(o => $"to {o.Number}: {o.Outcome.Answer}"),
            .. toldBefore > 0 ? [$"{toldBefore} told before"] : (string[])[],
        ];
        return Truncation.InRunes(string.Join("; ", parts), AnswerRunesMax);
    }

    private async Task<SendOutcome> TellAsync(PhoneMessage message, ISendObserver observer, CancellationToken cancellation)
    {
        string id = message.Notification.Id;
        try
        {
            SendOutcome outcome = await provider.SendAsync(message, observer, cancellation);
            _told.Note(
                id, message.To,
                outcome is SendOutcome.Delivered ? ToldState.Told : MayHaveArrived(outcome) ? ToldState.Perhaps : ToldState.NotYet);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            _told.Note(id, message.To, ToldState.Perhaps);
            throw;
        }
    }
}
