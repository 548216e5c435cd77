using System.Text;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Data;

/// <summary>
/// Labels or annotations. Decoded at the first look, then shared by every template of the notification.
/// </summary>
internal sealed class KeyValuesValue : GoMap
{
    private readonly GoString[] _keys;
    private readonly GoValue[] _values;
    private PairsValue? _sortedPairs;

    public KeyValuesValue(LabelSet labels)
    {
        _keys = new GoString[labels.Count];
        _values = new GoValue[labels.Count];
        int at = 0;
        foreach (LabelSet.Label label in labels)
        {
            _keys[at] = LabelNames.Get(label.Name);
            _values[at++] = Of(GoText.FromBytes(label.Value));
        }
    }

    private KeyValuesValue(GoString[] keys, GoValue[] values) => (_keys, _values) = (keys, values);

    public override GoType Type => NotificationTypes.KeyValues;

    public override int Count => _keys.Length;

    public override string Stringer => SortedPairs.Stringer;

    public PairsValue SortedPairs => _sortedPairs ??= MakePairs();

    public override string KeyAt(int index) => _keys[index].Text;

    public override GoValue ValueAt(int index) => _values[index];

    // Alerts have about ten labels; a dictionary would cost more to build than it saves.
    public override GoValue? Find(string key) => IndexOf(key) is >= 0 and int index ? _values[index] : null;

    public KeyValuesValue Remove(string[] keys)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(i => !keys.Contains(_keys[i].Text))];
        return new KeyValuesValue([.. kept.Select(i => _keys[i])], [.. kept.Select(i => _values[i])]);
    }

    // The alert's name goes first, the rest in the order of the names.
    private PairsValue MakePairs()
    {
        var pairs = new GoValue[Count];
        int made = 0;
        int name = IndexOf(LabelName.AlertName);
        if (name >= 0)
        {
            pairs[made++] = new PairValue(_keys[name], _values[name]);
        }

        for (int i = 0; i < Count; i++)
        {
            if (i != name)
            {
                pairs[made++] = new PairValue(_keys[i], _values[i]);
            }
        }

        return new PairsValue(pairs);
    }

    private int IndexOf(string key)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            if (_keys[i].Text == key)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A name and a value.</summary>
internal sealed class PairValue(GoString name, GoValue value) : GoStruct
{
    public override GoType Type => NotificationTypes.Pair;

    public override GoValue FieldAt(int index) => index == 0 ? name : value;
}

/// <summary>Pairs in order.</summary>
internal sealed class PairsValue(GoValue[] pairs) : GoList(pairs, NotificationTypes.Pairs)
{
    private readonly GoValue[] _pairs = pairs;
    private string? _printed;

    public override string Stringer => _printed ??= Print();

    /// <summary>All names (0) or all values (1).</summary>
    public GoList Column(int index) =>
        new([.. _pairs.Select(pair => ((PairValue)pair).FieldAt(index))], NotificationTypes.Strings);

    private string Print()
    {
        var text = new StringBuilder();
        foreach (GoValue pair in _pairs)
        {
            var each = (PairValue)pair;
            text.Append(text.Length > 0 ? ", " : "").Append(each.FieldAt(0)).Append('=').Append(each.FieldAt(1));
        }

        return text.ToString();
    }
}

/// <summary>An alert.</summary>
internal sealed class AlertValue(AlertData alert) : GoStruct
{
    private readonly GoValue _status = Of(alert.Status);
    private GoValue? _labels;
    private GoValue? _annotations;

    public string Status => alert.Status;

    public override GoType Type => NotificationTypes.Alert;

    public override GoValue FieldAt(int index) => index switch
    {
        0 => _status,
        1 => _labels ??= new KeyValuesValue(alert.Labels),
        2 => _annotations ??= new KeyValuesValue(alert.Annotations),
        3 => TimeOf(alert.StartsAt),
        4 => TimeOf(alert.EndsAt),
        5 => Of(alert.GeneratorUrl),
        _ => Of(alert.Fingerprint),
    };

    private static TimeValue TimeOf(Instant instant) => new(GoMoment.From(instant, GoZone.Utc));
}

/// <summary>The alerts of a notification.</summary>
internal sealed class AlertsValue(GoValue[] alerts) : GoList(alerts, NotificationTypes.Alerts)
{
    private readonly GoValue[] _alerts = alerts;
    private GoList? _firing;
    private GoList? _resolved;

    public GoList Firing => _firing ??= With("firing");

    public GoList Resolved => _resolved ??= With("resolved");

    private GoList With(string status) =>
        new([.. _alerts.Where(alert => ((AlertValue)alert).Status == status)], NotificationTypes.AlertList);
}

/// <summary>The whole of a notification.</summary>
internal sealed class DataValue(NotificationData data) : GoStruct
{
    private readonly GoValue _receiver = Of(data.Receiver);
    private readonly GoValue _status = Of(data.Status);
    private readonly GoValue _reason = Of(data.NotificationReason);
    private readonly GoValue _externalUrl = Of(data.ExternalUrl);
    private readonly AlertsValue _alerts = new([.. data.Alerts.Select(alert => (GoValue)new AlertValue(alert))]);
    private GoValue? _groupLabels;
    private GoValue? _commonLabels;
    private GoValue? _commonAnnotations;
    private GoValue? _routeLabels;

    public override GoType Type => data.Addressed is null ? NotificationTypes.Data : NotificationTypes.AddressedData;

    public override GoValue FieldAt(int index) => index switch
    {
        0 => _receiver,
        1 => _status,
        2 => _alerts,
        3 => _reason,
        4 => _groupLabels ??= new KeyValuesValue(data.GroupLabels),
        5 => _commonLabels ??= new KeyValuesValue(data.CommonLabels),
        6 => _commonAnnotations ??= new KeyValuesValue(data.CommonAnnotations),
        7 => _routeLabels ??= new KeyValuesValue(data.RouteLabels),
        8 => _externalUrl,
        9 => Of(data.RouteLabelsRendered),
        10 => Of(data.Addressed!.To),
        _ => Of(data.Addressed!.Text),
    };
}
