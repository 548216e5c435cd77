using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Numbers;
using Tocsin.Rules.Replay;
using Tocsin.Server.Api;

namespace Tocsin.Server.Replays;

/// <summary>The lines of a replay's answer.</summary>
internal static class ReplayJson
{
    public static void WriteProgress(JsonOutput output, long atMs, ReplayRequest request)
    {
        long beginMs = request.FromMs - (long)request.WarmUp.TotalMilliseconds;
        long percent = (atMs - beginMs) * 100 / Math.Max(1, request.ToMs - beginMs);
        output.Raw("{\"at\":"u8).Time(Instant.FromUnixMs(atMs)).Raw(",\"percent\":"u8).Number(percent).Raw("}"u8);
    }

    public static void WriteReport(JsonOutput output, ReplayRequest request, ReplayReport report, ReplayMessages messages)
    {
        output.Raw("{\"status\":\"success\",\"data\":{\"from\":"u8).Time(Instant.FromUnixMs(request.FromMs))
            .Raw(",\"to\":"u8).Time(Instant.FromUnixMs(request.ToMs))
            .Raw(",\"warmupSeconds\":"u8).Number((long)request.WarmUp.TotalSeconds)
            .Raw(",\"rules\":"u8).Number(request.Groups.Sum(group => group.Rules.Count))
            .Raw(",\"rounds\":"u8).Number(report.Rounds)
            .Raw(",\"stopped\":"u8).String(report.Stopped)
            .Raw(",\"alertCount\":"u8).Number(report.AlertCount).Raw(",\"alerts\":["u8);
        for (int i = 0; i < report.Alerts.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            Write(output, report.Alerts[i]);
        }

        output.Raw("],\"faults\":["u8);
        for (int i = 0; i < report.Faults.Count; i++)
        {
            ReplayedFault fault = report.Faults[i];
            output.Raw(i == 0 ? "{\"group\":"u8 : ",{\"group\":"u8).String(fault.Rule.Group)
                .Raw(",\"rule\":"u8).String(fault.Rule.Rule)
                .Raw(",\"error\":"u8).String(fault.Error)
                .Raw(",\"at\":"u8).Time(Instant.FromUnixMs(fault.AtMs)).Raw("}"u8);
        }

        output.Raw("],\"notifications\":"u8);
        Write(output, messages);
        output.Raw("}}"u8);
    }

    private static void Write(JsonOutput output, ReplayedAlert alert)
    {
        output.Raw("{\"group\":"u8).String(alert.Rule.Group)
            .Raw(",\"rule\":"u8).String(alert.Rule.Rule)
            .Raw(",\"labels\":"u8).Labels(alert.Labels)
            .Raw(",\"value\":"u8).String(FloatText.Sample(alert.Value))
            .Raw(",\"activeAt\":"u8).Time(Instant.FromUnixMs(alert.ActiveAtMs));
        WriteTime(output, ",\"firedAt\":"u8, alert.FiredAtMs);
        WriteTime(output, ",\"endedAt\":"u8, alert.EndedAtMs);
        output.Raw("}"u8);
    }

    private static void Write(JsonOutput output, ReplayMessages messages)
    {
        output.Raw("{\"count\":"u8).Number(messages.Count).Raw(",\"receivers\":["u8);
        bool isFirst = true;
        foreach ((string receiver, string integration, long firing, long resolved) in messages.ByReceiver)
        {
            output.Raw(isFirst ? "{\"receiver\":"u8 : ",{\"receiver\":"u8).String(receiver)
                .Raw(",\"integration\":"u8).String(integration)
                .Raw(",\"firing\":"u8).Number(firing)
                .Raw(",\"resolved\":"u8).Number(resolved).Raw("}"u8);
            isFirst = false;
        }

        output.Raw("],\"first\":["u8);
        for (int i = 0; i < messages.First.Count; i++)
        {
            Notification message = messages.First[i].Message;
            output.Raw(i == 0 ? "{\"at\":"u8 : ",{\"at\":"u8).Time(messages.First[i].At)
                .Raw(",\"receiver\":"u8).String(message.Receiver)
                .Raw(message.IsFiring ? ",\"status\":\"firing\""u8 : ",\"status\":\"resolved\""u8)
                .Raw(",\"reason\":"u8).String(message.Reason)
                .Raw(",\"groupLabels\":"u8).Labels(message.GroupLabels)
                .Raw(",\"alerts\":"u8).Number(message.Alerts.Count).Raw("}"u8);
        }

        output.Raw("]}"u8);
    }

    private static void WriteTime(JsonOutput output, ReadOnlySpan<byte> key, long atMs)
    {
        if (atMs != 0)
        {
            output.Raw(key).Time(Instant.FromUnixMs(atMs));
        }
    }
}
