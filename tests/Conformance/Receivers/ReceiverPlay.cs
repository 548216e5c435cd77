using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Conformance.Differential;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Receivers;

/// <summary>What both servers sent to every receiver in one play of the script.</summary>
internal sealed class ReceiverPlay
{
    private const string ExternalUrl = "http://alertmanager.example/am/";

    // How long nothing must arrive before a step counts as over. Alertmanager waits 0.4 s before the first flush of a
    // group and 1 s between two.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(350);
    private static readonly TimeSpan UntilTriedAgain = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);

    private readonly Dictionary<(string Receiver, string Step), (List<RequestFields> Theirs, List<RequestFields> Ours)> _sent = [];
    private readonly List<VendorRequest> _ours = [];
    private readonly ReceiverCorner[] _corners;
    private readonly int[] _seenRequests = [0, 0];
    private readonly int[] _seenMails = [0, 0];
    private readonly int[] _seenOtherMails = [0, 0];

    private readonly double _patience;
    private TimeSpan _quiet = Quiet;

    private ReceiverPlay(ReceiverCorner[] corners, double patience) => (_corners, _patience) = (corners, patience);

    /// <summary>What the vendors were asked and had no answer for.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>True if the machine could not keep time.</summary>
    public bool IsDisturbed { get; private set; }

    /// <summary>Both logs, for a failure that nothing else explains.</summary>
    public string Transcript { get; private set; } = "";

    /// <summary>Plays the script on fresh servers, with this many times the usual patience.</summary>
    public static async Task<ReceiverPlay> RunAsync(double patience)
    {
        ReceiverCorner real = await ReceiverCorner.StartAsync(Subject.Alertmanager, ExternalUrl);
        ReceiverCorner ours = await ReceiverCorner.StartAsync(Duel.Challenger, ExternalUrl);
        await using (real)
        await using (ours)
        {
            var play = new ReceiverPlay([real, ours], patience);
            using var hiccups = new Hiccups();
            await play.RunStepsAsync();
            play.IsDisturbed = hiccups.Disturbed;
            play.Faults = [.. play._corners.SelectMany(c => c.Vendors.Faults)];
            play.Transcript = string.Join("\n\n", play._corners.Select(c => c.Server.Process.Transcript()));
            return play;
        }
    }

    /// <summary>How many requests Tocsin made for a receiver.</summary>
    public int CountOfOurs(string receiver) => _sent.Where(s => s.Key.Receiver == receiver).Sum(s => s.Value.Ours.Count);

    /// <summary>What Tocsin asked of vendors, as it stood on the wire.</summary>
    public IReadOnlyList<VendorRequest> Ours => _ours;

    /// <summary>In what the two differ for a receiver.</summary>
    public IReadOnlyList<FieldDifference> Differences(string receiver)
    {
        List<FieldDifference> found = [];
        foreach (((string _, string step), (List<RequestFields> theirs, List<RequestFields> ours)) in
            _sent.Where(s => s.Key.Receiver == receiver))
        {
            for (int i = 0; i < Math.Max(theirs.Count, ours.Count); i++)
            {
                found.AddRange(FieldDifference.Between(
                    new FieldDifference(receiver, step, i + 1, "", null, null),
                    theirs.ElementAtOrDefault(i),
                    ours.ElementAtOrDefault(i)));
            }
        }

        return found;
    }

    private async Task RunStepsAsync()
    {
        await StepAsync("one fires", ReceiverAlerts.Plain("DuelOne", "a:1", Now()));

        // Not earlier: a group whose first alert is older than group_wait is flushed at once, with whatever has come.
        DateTimeOffset start = Now();
        object several = ReceiverAlerts.Plain("DuelSeveral", "b:1", start);
        await StepAsync(
            "three fire",
            ReceiverAlerts.Plain("DuelSeveral", "c:1", start),
            ReceiverAlerts.Plain("DuelSeveral", "a:1", start),
            several);
        await StepAsync("one of three resolves", ReceiverAlerts.Plain("DuelSeveral", "a:1", start, Now()), several);
        await StepAsync("the other two resolve",
            ReceiverAlerts.Plain("DuelSeveral", "b:1", start, Now()), ReceiverAlerts.Plain("DuelSeveral", "c:1", start, Now()));
        await StepAsync("long texts", ReceiverAlerts.Long("DuelLong", Now()));
        await StepAsync("foreign texts", ReceiverAlerts.Foreign("DuelForeign", Now()));
        await StepAsync("it fires again", ReceiverAlerts.Plain("DuelSeveral", "b:1", Now()));
        _quiet = UntilTriedAgain;
        await StepAsync("they are refused", ReceiverAlerts.Plain(ReceiverConfigs.RefusedAlert, "a:1", Now()));
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private async Task StepAsync(string step, params object[] alerts)
    {
        string body = ReceiverAlerts.Body(alerts);
        Task settled = RealTime.SettleAsync(() => [.. _corners.Select(c => c.Count)], _quiet * _patience, Longest * _patience);
        await Task.WhenAll(_corners.Select(c => c.PostAsync(body)));
        await settled;
        for (int corner = 0; corner < 2; corner++)
        {
            Collect(step, corner);
        }
    }

    private void Collect(string step, int corner)
    {
        IReadOnlyList<VendorRequest> requests = _corners[corner].Vendors.Requests.Snapshot();
        foreach (VendorRequest request in requests.Skip(_seenRequests[corner]))
        {
            Put(request.Case, step, corner, RequestFields.Of(request));
            if (corner == 1)
            {
                _ours.Add(request);
            }
        }

        _seenRequests[corner] = requests.Count;
        IReadOnlyList<JsonNode> mails = _corners[corner].Mails.Mails;
        IReadOnlyList<JsonNode> others = _corners[corner].OtherMails.Mails;
        foreach (JsonNode mail in mails.Skip(_seenMails[corner]).Concat(others.Skip(_seenOtherMails[corner])))
        {
            // The receiver's name is the address that it writes to.
            string receiver = ((string)mail["to"]![0]!).Split('@')[0];
            Put(receiver, step, corner, RequestFields.OfMail(mail.Deserialize<JsonElement>()));
        }

        _seenMails[corner] = mails.Count;
        _seenOtherMails[corner] = others.Count;
    }

    private void Put(string receiver, string step, int corner, RequestFields fields)
    {
        if (!_sent.TryGetValue((receiver, step), out (List<RequestFields> Theirs, List<RequestFields> Ours) both))
        {
            _sent[(receiver, step)] = both = ([], []);
        }

        (corner == 0 ? both.Theirs : both.Ours).Add(fields);
    }
}
