using System.Text;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Silences;

/// <summary>How many bytes a silence takes in upstream's protobuf, which is what its size limit counts.</summary>
/// <remarks>
/// Message MeshSilence { Silence silence = 1; Timestamp expires_at = 2 } with Silence { id 1, starts_at 3, ends_at 4,
/// updated_at 5, created_by 8, comment 9, annotations 10, matcher_sets 11 { matchers 1 { type 1, name 2, pattern 3 } } }.
/// All tags take one byte, and empty fields none.
/// </remarks>
public static class SilenceSize
{
    /// <summary>The size in bytes.</summary>
    public static int Of(Silence silence)
    {
        int size = Text(silence.Id) + Time(silence.StartsAt) + Time(silence.EndsAt) + Time(silence.UpdatedAt)
            + Text(silence.CreatedBy) + Text(silence.Comment);
        foreach (LabelSet.Label annotation in silence.Annotations)
        {
            // Both fields of a map entry are written even if empty.
            size += Nested(Nested(annotation.Name.Length) + Nested(annotation.Value.Length));
        }

        foreach (MatcherSet set in silence.MatcherSets)
        {
            size += Nested(set.Sum(m => Nested(Matcher(m))));
        }

        return Nested(size) + Time(silence.ExpiresAt);
    }

    private static int Matcher(LabelMatcher matcher) =>
        (matcher.Op == MatchOp.Equal ? 0 : 2) + Text(matcher.Name) + Text(matcher.Value);

    private static int Text(string text) => text.Length == 0 ? 0 : Nested(Encoding.UTF8.GetByteCount(text));

    private static int Time(Instant at)
    {
        long sinceEpoch = at.Ticks - DateTime.UnixEpoch.Ticks;
        long seconds = Math.DivRem(sinceEpoch, TimeSpan.TicksPerSecond, out long ticks);
        (seconds, ticks) = ticks < 0 ? (seconds - 1, ticks + TimeSpan.TicksPerSecond) : (seconds, ticks);
        return Nested(Number(seconds) + Number(ticks * TimeSpan.NanosecondsPerTick));
    }

    private static int Number(long value) => value == 0 ? 0 : 1 + Varint((ulong)value);

    private static int Nested(int length) => 1 + Varint((ulong)length) + length;

    private static int Varint(ulong value)
    {
        int bytes = 1;
        for (; value >= 0x80; value >>= 7)
        {
            bytes++;
        }

        return bytes;
    }
}
