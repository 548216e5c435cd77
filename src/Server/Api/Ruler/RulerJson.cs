using Tocsin.Rules.Files;
using Tocsin.Rules.Managed;
using Tocsin.Server.Rules;

namespace Tocsin.Server.Api.Ruler;

/// <summary>What the rules' API says in JSON.</summary>
internal static class RulerJson
{
    public static void WriteVersions(JsonOutput output, GroupName name, IReadOnlyList<GroupRevision> versions)
    {
        output.Raw("{\"namespace\":"u8).String(name.Namespace).Raw(",\"group\":"u8).String(name.Group).Raw(",\"versions\":["u8);
        for (int i = 0; i < versions.Count; i++)
        {
            GroupRevision one = versions[i];
            output.Raw(i == 0 ? "{\"version\":"u8 : ",{\"version\":"u8).Number(one.Version)
                .Raw(",\"at\":"u8).Time(one.At)
                .Raw(",\"by\":"u8).String(one.By)
                .Raw(",\"comment\":"u8).String(one.Comment)
                .Raw(one.IsRemoval ? ",\"removed\":true"u8 : ",\"removed\":false"u8);
            if (one.RestoredFrom > 0)
            {
                output.Raw(",\"restoredFrom\":"u8).Number(one.RestoredFrom);
            }

            output.Raw("}"u8);
        }

        output.Raw("]}"u8);
    }

    public static void WriteEdit(JsonOutput output, GroupName name, EditOutcome outcome) => output
        .Raw("{\"namespace\":"u8).String(name.Namespace)
        .Raw(",\"group\":"u8).String(name.Group)
        .Raw(",\"version\":"u8).Number(outcome.Version)
        .Raw(outcome.Verdict == EditVerdict.Unchanged ? ",\"changed\":false}"u8 : ",\"changed\":true}"u8);

    public static void WriteDryRun(JsonOutput output, GroupName name, DryRunReport report)
    {
        output.Raw("{\"namespace\":"u8).String(name.Namespace).Raw(",\"group\":"u8).String(name.Group).Raw(",\"changes\":["u8);
        for (int i = 0; i < report.Changes.Count; i++)
        {
            GroupChange change = report.Changes[i];
            output.Raw(i == 0 ? "{\"rule\":"u8 : ",{\"rule\":"u8).String(change.Rule).Raw(",\"field\":"u8).String(change.Field);
            WriteText(output, ",\"before\":"u8, change.Before);
            WriteText(output, ",\"after\":"u8, change.After);
            output.Raw("}"u8);
        }

        output.Raw("],\"doubts\":["u8);
        for (int i = 0; i < report.Doubts.Count; i++)
        {
            RuleFileFault doubt = report.Doubts[i];
            output.Raw(i == 0 ? default : ","u8).String(doubt.ToString());
        }

        output.Raw("],\"now\":["u8);
        for (int i = 0; i < report.Now.Count; i++)
        {
            RuleNow now = report.Now[i];
            output.Raw(i == 0 ? "{\"rule\":"u8 : ",{\"rule\":"u8).String(now.Rule).Raw(",\"series\":"u8).Number(now.Series);
            WriteText(output, ",\"error\":"u8, now.Error);
            output.Raw("}"u8);
        }

        output.Raw("]}"u8);
    }

    private static void WriteText(JsonOutput output, ReadOnlySpan<byte> key, string? text)
    {
        if (text is not null)
        {
            output.Raw(key).String(text);
        }
    }
}
