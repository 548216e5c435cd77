using Tocsin.Model;
using Tocsin.Server.Api;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>Writes the fields of a stream's events; see <c>StreamSnapshot</c> and <c>StreamDelta</c> in openapi.json.</summary>
/// <param name="output">Where to.</param>
/// <param name="placeOf">The place of a text in the stream's dictionary.</param>
internal readonly struct LiveJson(JsonOutput output, Func<string, int> placeOf)
{
    public void Head(long revision, Instant at) =>
        output.Raw("\"revision\":"u8).Number(revision).Raw(",\"at\":"u8).Number(at.UnixMs);

    public void Counts(LiveView view)
    {
        output.Raw(",\"all\":"u8).Number(view.All)
            .Raw(",\"counts\":{\"alerts\":"u8).Number(view.Count)
            .Raw(",\"groups\":"u8).Number(view.GroupCount);
        WriteStates(view.CountOf);
        output.Raw("}"u8);
    }

    public void Place(int offset, IReadOnlyList<string> names) =>
        output.Raw(",\"offset\":"u8).Number(offset).Raw(",\"groupBy\":"u8).Strings(names);

    public void Order(List<int> ids) => WriteNumbers(",\"order\":["u8, ids);

    public void RemovedGroups(List<int> ids)
    {
        if (ids.Count > 0)
        {
            WriteNumbers(",\"removedGroups\":["u8, ids);
        }
    }

    public void Removed(IEnumerable<int> ids)
    {
        List<int> gone = [.. ids];
        if (gone.Count > 0)
        {
            WriteNumbers(",\"removed\":["u8, gone);
        }
    }

    public void Groups(List<LiveViewGroup> groups, LiveView view, bool keepDirty = false)
    {
        if (groups.Count == 0 && !keepDirty)
        {
            return;
        }

        output.Raw(",\"groups\":["u8);
        for (int i = 0; i < groups.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteGroup(groups[i], view.Shown(groups[i]));
            groups[i].IsDirty &= keepDirty;
        }

        output.Raw("]"u8);
    }

    public void Alerts(IEnumerable<LiveAlert> alerts)
    {
        bool isFirst = true;
        foreach (LiveAlert alert in alerts)
        {
            output.Raw(isFirst ? ",\"alerts\":["u8 : ","u8);
            isFirst = false;
            WriteAlert(alert);
        }

        output.Raw(isFirst ? ",\"alerts\":[]"u8 : "]"u8);
    }

    /// <summary>The texts from a place on; last, since the other fields add to them.</summary>
    public void Texts(List<string> texts, int from)
    {
        output.Raw(",\"texts\":["u8);
        for (int i = from; i < texts.Count; i++)
        {
            output.Raw(i == from ? default : ","u8).String(texts[i]);
        }

        output.Raw("]"u8);
    }

    private void WriteGroup(LiveViewGroup group, List<LiveAlert> shown)
    {
        output.Raw("{\"id\":"u8).Number(group.Id);
        WriteLabels(",\"labels\":["u8, group.Labels);
        WriteLabels(",\"common\":["u8, group.Common());
        if (group.Source is { } source)
        {
            output.Raw(",\"receiver\":"u8).Number(placeOf(source.Receiver));
            output.Raw(",\"nextFlushAt\":"u8).Number(source.NextFlushAt.UnixMs);
            if (source.MutedBy.Count > 0)
            {
                output.Raw(",\"mutedBy\":"u8).Strings(source.MutedBy);
            }
        }

        output.Raw(",\"counts\":{\"alerts\":"u8).Number(group.Alerts.Count).Raw(",\"groups\":1"u8);
        WriteStates(group.CountOf);
        WriteNumbers("},\"alerts\":["u8, shown.ConvertAll(static alert => alert.Id));
        output.Raw("}"u8);
    }

    private void WriteAlert(LiveAlert alert)
    {
        output.Raw("{\"id\":"u8).Number(alert.Id)
            .Raw(",\"fingerprint\":\""u8).Hex(alert.Alert.Fingerprint)
            .Raw("\",\"startsAt\":"u8).Number(alert.Alert.StartsAt.UnixMs)
            .Raw(",\"state\":"u8).String(alert.State.Text());
        WriteLabels(",\"labels\":["u8, alert.Labels);
        output.Raw(",\"receivers\":["u8);
        for (int i = 0; i < alert.Receivers.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8).Number(placeOf(alert.Receivers[i]));
        }

        output.Raw("],\"summary\":"u8).String(alert.Summary);
        if (alert.SilencedBy.Count > 0)
        {
            output.Raw(",\"silencedBy\":"u8).Strings(alert.SilencedBy);
        }

        if (alert.InhibitedBy is { } by)
        {
            output.Raw(",\"inhibitedBy\":"u8).String(by);
        }

        output.Raw("}"u8);
    }

    private void WriteStates(Func<LiveState, int> count) => output
        .Raw(",\"active\":"u8).Number(count(LiveState.Active))
        .Raw(",\"silenced\":"u8).Number(count(LiveState.Silenced))
        .Raw(",\"inhibited\":"u8).Number(count(LiveState.Inhibited))
        .Raw(",\"muted\":"u8).Number(count(LiveState.Muted));

    private void WriteLabels(ReadOnlySpan<byte> key, KeyValuePair<string, string>[] labels)
    {
        output.Raw(key);
        for (int i = 0; i < labels.Length; i++)
        {
            output.Raw(i == 0 ? default : ","u8).Number(placeOf(labels[i].Key)).Raw(","u8).Number(placeOf(labels[i].Value));
        }

        output.Raw("]"u8);
    }

    private void WriteNumbers(ReadOnlySpan<byte> key, List<int> numbers)
    {
        output.Raw(key);
        for (int i = 0; i < numbers.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8).Number(numbers[i]);
        }

        output.Raw("]"u8);
    }
}
