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
        var machine = new PikeVm(program, utf8);
        var result = new StringBuilder();
        int lastEnd = 0;
        int from = 0;
        while (from <= utf8.Length && machine.Find(from) is { } slots)
        {
            (int start, int end) = (slots[0], slots[1]);
            result.Append(Encoding.UTF8.GetString(utf8.AsSpan(lastEnd..start)));
            if (end > lastEnd || start == 0)
            {
                Expand(program, utf8, slots, template, result);
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

        return result.Append(Encoding.UTF8.GetString(utf8.AsSpan(lastEnd))).ToString();
    }

    private static void Expand(RegexProgram program, byte[] text, int[] slots, string template, StringBuilder result)
    {
        ReadOnlySpan<char> rest = template;
        while (rest.IndexOf('$') is >= 0 and var dollar)
        {
            result.Append(rest[..dollar]);
            rest = rest[(dollar + 1)..];
            if (rest.StartsWith('$'))
            {
                result.Append('$');
                rest = rest[1..];
            }
            else if (TryReadName(ref rest, out ReadOnlySpan<char> name))
            {
                int group = GroupOf(program, slots, name);
                if (group >= 0)
                {
                    result.Append(Encoding.UTF8.GetString(text.AsSpan(slots[2 * group]..slots[(2 * group) + 1])));
                }
            }
            else
            {
                result.Append('$');
            }
        }

        result.Append(rest);
    }

    private static bool TryReadName(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name)
    {
        bool braces = rest.StartsWith('{');
        ReadOnlySpan<char> from = braces ? rest[1..] : rest;
        int length = 0;
        while (Rune.DecodeFromUtf16(from[length..], out Rune rune, out int used) == System.Buffers.OperationStatus.Done
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
