using System.Buffers;
using System.Text;

namespace Tocsin.Regexes;

/// <summary>Replaces matches and expands templates.</summary>
// Source: Go regexp, ReplaceAllString and Expand: an empty match right after the previous match is passed over; a name
// takes as many letters, digits and underscores as follow, so $1x is the group "1x".
internal static class Replacement
{
    public static string All(RegexProgram program, string text, string template)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] pattern = Encoding.UTF8.GetBytes(template);
        var machine = new PikeVm(program, utf8);
        var result = new ArrayBufferWriter<byte>(utf8.Length + 16);
        int lastEnd = 0;
        int from = 0;
        while (from <= utf8.Length && machine.Find(from) is { } slots)
        {
            (int start, int end) = (slots[0], slots[1]);
            result.Write(utf8.AsSpan(lastEnd..start));
            if (end > lastEnd || start == 0)
            {
                Expand(program, utf8, slots, pattern, result);
            }

            lastEnd = end;
            int next = from;
            if (from < utf8.Length)
            {
                Utf8.Decode(utf8, ref next);
            }
            else
            {
                next++;
            }

            from = Math.Max(end, next);
        }

        result.Write(utf8.AsSpan(lastEnd));
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }

    public static void Expand(
        RegexProgram program, byte[] text, int[] slots, ReadOnlySpan<byte> template, ArrayBufferWriter<byte> result)
    {
        ReadOnlySpan<byte> rest = template;
        while (rest.IndexOf((byte)'$') is >= 0 and var dollar)
        {
            result.Write(rest[..dollar]);
            rest = rest[(dollar + 1)..];
            if (rest is [(byte)'$', ..])
            {
                result.Write("$"u8);
                rest = rest[1..];
            }
            else if (TryReadName(ref rest, out ReadOnlySpan<byte> name))
            {
                int group = GroupOf(program, slots, Encoding.UTF8.GetString(name));
                if (group >= 0)
                {
                    result.Write(text.AsSpan(slots[2 * group]..slots[(2 * group) + 1]));
                }
            }
            else
            {
                result.Write("$"u8);
            }
        }

        result.Write(rest);
    }

    private static bool TryReadName(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name)
    {
        bool braces = rest is [(byte)'{', ..];
        ReadOnlySpan<byte> from = braces ? rest[1..] : rest;
        int length = 0;
        while (Rune.DecodeFromUtf8(from[length..], out Rune rune, out int used) == OperationStatus.Done
            && (Rune.IsLetter(rune) || Rune.IsDigit(rune) || rune.Value == '_'))
        {
            length += used;
        }

        name = from[..length];
        if (length == 0 || (braces && (length >= from.Length || from[length] != '}')))
        {
            return false;
        }

        rest = from[(braces ? length + 1 : length)..];
        return true;
    }

    // The group's number if it took part in the match, else -1.
    private static int GroupOf(RegexProgram program, int[] slots, ReadOnlySpan<char> name)
    {
        bool isNumber = name.Length is > 0 and <= 8 && !name.ContainsAnyExceptInRange('0', '9')
            && (name[0] != '0' || name.Length == 1);
        if (isNumber)
        {
            int number = int.Parse(name, System.Globalization.CultureInfo.InvariantCulture);
            return number <= program.Groups && slots[2 * number] >= 0 ? number : -1;
        }

        for (int group = 0; group < program.GroupNames.Length; group++)
        {
            if (name.SequenceEqual(program.GroupNames[group]) && slots[2 * group] >= 0)
            {
                return group;
            }
        }

        return -1;
    }
}
