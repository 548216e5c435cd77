using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Model;
using Tocsin.Server.Api;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>
/// A view as events for those who look at it: a snapshot for who comes, deltas for who is there, the latest deltas again for
/// who comes back. Each event is written once, whatever the number of readers. One owner; not thread-safe.
/// </summary>
internal sealed class LiveFeed
{
    private const int KeptMax = 256;
    private const int KeptBytesMax = 1 << 20;
    private const int TextsMin = 4_096;

    private readonly LiveQuery _query;
    private readonly string _epoch;
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _textList = [];
    private readonly Queue<(long Revision, byte[] Event)> _kept = [];
    private readonly Dictionary<int, LiveAlert> _shownAlerts = [];
    private readonly Dictionary<int, LiveAlert> _nextAlerts = [];
    private List<int> _shownGroups = [];
    private int _keptBytes;
    private byte[]? _snapshot;
    private (int All, int Alerts, int Groups, int Active, int Silenced, int Inhibited) _counts;

    /// <summary>Begins with what the board has now.</summary>
    /// <param name="query">What is shown.</param>
    /// <param name="epoch">A text that no other feed has, of any run: a reader that comes back names it.</param>
    /// <param name="board">The board.</param>
    /// <param name="now">The present.</param>
    public LiveFeed(LiveQuery query, string epoch, LiveBoard board, Instant now)
    {
        _query = query;
        _epoch = epoch;
        View = new LiveView(query, board, now);
        Take(View.Window());
        _counts = CountsNow();
        At = now;

        // Puts every text that is shown into the dictionary, so that deltas only append.
        _snapshot = WriteSnapshot();
    }

    /// <summary>What it shows.</summary>
    public LiveView View { get; }

    /// <summary>The number of its last event.</summary>
    public long Revision { get; private set; }

    /// <summary>The instant of its last event.</summary>
    public Instant At { get; private set; }

    /// <summary>The dictionary holds mostly texts that are not shown any more; everybody should begin again.</summary>
    public bool IsWornOut => _textList.Count > TextsMin && _textList.Count > 4 * UsedTexts();

    /// <summary>The event for who comes: all that is shown.</summary>
    public byte[] Snapshot(Instant now)
    {
        if (_snapshot is null || At != now)
        {
            At = now;
            _snapshot = WriteSnapshot();
        }

        return _snapshot;
    }

    /// <summary>The event for who is there; null if nothing that is shown changed.</summary>
    public byte[]? Delta(Instant now)
    {
        List<LiveViewGroup> window = View.Window();
        int textsBefore = _textList.Count;
        var order = window.ConvertAll(static group => group.Id);
        bool isReordered = !CollectionsMarshal.AsSpan(order).SequenceEqual(CollectionsMarshal.AsSpan(_shownGroups));
        List<LiveViewGroup> changed = isReordered
            ? window.FindAll(group => group.IsDirty || !_shownGroups.Contains(group.Id))
            : window.FindAll(static group => group.IsDirty);
        var counts = CountsNow();
        if (changed.Count == 0 && !isReordered && counts == _counts)
        {
            return null;
        }

        At = now;
        Revision++;
        _snapshot = null;
        var body = new ArrayBufferWriter<byte>(1024);
        JsonOutput output = Begin(body, "delta");
        LiveJson json = new(output, TextOf);
        json.Head(Revision, now);
        if (counts != _counts)
        {
            json.Counts(View);
            _counts = counts;
        }

        if (isReordered)
        {
            json.Order(order);
            json.RemovedGroups(_shownGroups.FindAll(id => !order.Contains(id)));
        }

        json.Groups(changed, View);
        WriteAlerts(json, window);
        _shownGroups = order;
        json.Texts(_textList, textsBefore);
        byte[] done = End(body, output);
        Keep(done);
        return done;
    }

    /// <summary>An event that says that the server is there and nothing changed.</summary>
    public byte[] Tick(Instant now)
    {
        var body = new ArrayBufferWriter<byte>(128);
        JsonOutput output = Begin(body, "tick");
        new LiveJson(output, TextOf).Head(Revision, now);
        return End(body, output);
    }

    /// <summary>What a reader missed since the event that it names; null if it must begin again.</summary>
    public IReadOnlyList<byte[]>? Since(string lastEventId)
    {
        int dash = lastEventId.LastIndexOf('-');
        if (dash < 0 || lastEventId[..dash] != _epoch
            || !long.TryParse(lastEventId[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long seen)
            || seen > Revision || seen < Revision - _kept.Count)
        {
            return null;
        }

        return [.. _kept.Where(one => one.Revision > seen).Select(one => one.Event)];
    }

    private byte[] WriteSnapshot()
    {
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        JsonOutput output = Begin(body, "snapshot");
        LiveJson json = new(output, TextOf);
        List<LiveViewGroup> window = View.Window();
        json.Head(Revision, At);
        json.Counts(View);
        json.Place(_query.Offset, View.GroupNames);
        json.Groups(window, View, keepDirty: true);
        json.Alerts(_shownAlerts.Values);
        json.Texts(_textList, 0);
        return End(body, output);
    }

    // The alerts that are shown now and were not, or not so; then those that are shown no more.
    private void WriteAlerts(LiveJson json, List<LiveViewGroup> window)
    {
        _nextAlerts.Clear();
        Gather(window, _nextAlerts);
        json.Alerts(_nextAlerts.Values.Where(
            alert => !_shownAlerts.TryGetValue(alert.Id, out LiveAlert? shown) || !ReferenceEquals(shown, alert)));
        json.Removed(_shownAlerts.Keys.Where(id => !_nextAlerts.ContainsKey(id)));
        _shownAlerts.Clear();
        foreach ((int id, LiveAlert alert) in _nextAlerts)
        {
            _shownAlerts.Add(id, alert);
        }
    }

    private void Take(List<LiveViewGroup> window)
    {
        _shownGroups = window.ConvertAll(static group => group.Id);
        Gather(window, _shownAlerts);
        foreach (LiveViewGroup group in window)
        {
            group.IsDirty = false;
        }
    }

    private void Gather(List<LiveViewGroup> window, Dictionary<int, LiveAlert> alerts)
    {
        foreach (LiveViewGroup group in window)
        {
            foreach (LiveAlert alert in View.Shown(group))
            {
                alerts[alert.Id] = alert;
            }
        }
    }

    private int TextOf(string text)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out bool known);
        if (!known)
        {
            place = _textList.Count;
            _textList.Add(text);
        }

        return place;
    }

    private int UsedTexts()
    {
        int used = 16;
        foreach (LiveAlert alert in _shownAlerts.Values)
        {
            used += alert.Labels.Length;
        }

        return used;
    }

    private (int All, int Alerts, int Groups, int Active, int Silenced, int Inhibited) CountsNow() =>
        (View.All, View.Count, View.GroupCount, View.CountOf(LiveState.Active), View.CountOf(LiveState.Silenced),
            View.CountOf(LiveState.Inhibited));

    private void Keep(byte[] done)
    {
        _kept.Enqueue((Revision, done));
        _keptBytes += done.Length;
        while (_kept.Count > KeptMax || _keptBytes > KeptBytesMax)
        {
            _keptBytes -= _kept.Dequeue().Event.Length;
        }
    }

    private JsonOutput Begin(ArrayBufferWriter<byte> body, string name)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"id: {_epoch}-{Revision}\nevent: {name}\ndata: {{");
        return new JsonOutput(body).Raw(Encoding.UTF8.GetBytes(head));
    }

    private static byte[] End(ArrayBufferWriter<byte> body, JsonOutput output)
    {
        output.Raw("}\n\n"u8).Commit();
        return body.WrittenSpan.ToArray();
    }
}
