using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Formatting;

internal sealed partial class FormatPrinter
{
    private const int NumberMax = 1_000_000;

    /// <summary>Prints by a format string, as <c>fmt.Sprintf</c> does.</summary>
    public void PrintFormat(string format, ReadOnlySpan<GoValue> arguments)
    {
        FormatState state = _state;
        state.Start(format);
        while (true)
        {
            int percent = format.IndexOf('%', state.At);
            int end = percent < 0 ? format.Length : percent;
            text.Append(format, state.At, end - state.At);
            if (percent < 0)
            {
                break;
            }

            state.At = percent + 1;
            if (!PrintDirective(state, arguments))
            {
                text.Append("%!(NOVERB)");
                break;
            }
        }

        if (!state.IsReordered && state.Argument < arguments.Length)
        {
            PrintExtra(arguments[state.Argument..]);
        }
    }

    private void PrintExtra(ReadOnlySpan<GoValue> extra)
    {
        ClearFlags();
        text.Append("%!(EXTRA ");
        for (int i = 0; i < extra.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            if (extra[i].IsNil)
            {
                text.Append("<nil>");
            }
            else
            {
                text.Append(extra[i].Type.Name).Append('=');
                PrintArgument(extra[i], 'v');
            }
        }

        text.Append(')');
    }

    // One directive after its percent sign; false if the format ends before the verb.
    private bool PrintDirective(FormatState state, ReadOnlySpan<GoValue> arguments)
    {
        ClearFlags();
        state.IsGoodIndex = true;
        ReadFlags(state);
        bool afterIndex = state.ReadIndex(arguments.Length);
        ReadWidth(state, arguments, ref afterIndex);
        ReadPrecision(state, arguments, ref afterIndex);
        if (!afterIndex)
        {
            state.ReadIndex(arguments.Length);
        }

        if (state.At >= state.Format.Length)
        {
            return false;
        }

        Rune.DecodeFromUtf16(state.Format.AsSpan(state.At), out Rune verb, out int units);
        state.At += units;
        PrintVerb(state, arguments, verb);
        return true;
    }

    private void PrintVerb(FormatState state, ReadOnlySpan<GoValue> arguments, Rune verb)
    {
        if (verb.Value == '%')
        {
            text.Append('%');
        }
        else if (!state.IsGoodIndex)
        {
            text.Append("%!").Append(verb.ToString()).Append("(BADINDEX)");
        }
        else if (state.Argument >= arguments.Length)
        {
            text.Append("%!").Append(verb.ToString()).Append("(MISSING)");
        }
        else
        {
            if (verb.Value == 'v')
            {
                (_flags.SharpV, _flags.Sharp) = (_flags.Sharp, false);
                (_flags.PlusV, _flags.Plus) = (_flags.Plus, false);
            }

            // No verb is beyond the basic plane; such a one is unknown under any name.
            PrintArgument(arguments[state.Argument++], verb.IsBmp ? (char)verb.Value : '\uFFFD');
        }
    }

    private void ReadFlags(FormatState state)
    {
        for (; state.At < state.Format.Length; state.At++)
        {
            switch (state.Format[state.At])
            {
                case '#':
                    _flags.Sharp = true;
                    break;
                case '0':
                    // Zeros only go to the left.
                    _flags.Zero = !_flags.Minus;
                    break;
                case '+':
                    _flags.Plus = true;
                    break;
                case '-':
                    _flags.Minus = true;
                    _flags.Zero = false;
                    break;
                case ' ':
                    _flags.Space = true;
                    break;
                default:
                    return;
            }
        }
    }

    private void ReadWidth(FormatState state, ReadOnlySpan<GoValue> arguments, ref bool afterIndex)
    {
        if (!state.TryTake('*'))
        {
            _flags.Width = state.ReadNumber();
            state.IsGoodIndex &= !(afterIndex && _flags.Width is not null);
            return;
        }

        _flags.Width = state.TakeInteger(arguments);
        if (_flags.Width is null)
        {
            text.Append("%!(BADWIDTH)");
        }
        else if (_flags.Width < 0)
        {
            _flags.Width = -_flags.Width;
            _flags.Minus = true;
            _flags.Zero = false;
        }

        afterIndex = false;
    }

    private void ReadPrecision(FormatState state, ReadOnlySpan<GoValue> arguments, ref bool afterIndex)
    {
        if (state.At + 1 > state.Format.Length || !state.TryTake('.'))
        {
            return;
        }

        state.IsGoodIndex &= !afterIndex;
        afterIndex = state.ReadIndex(arguments.Length);
        if (!state.TryTake('*'))
        {
            _flags.Precision = state.ReadNumber() ?? 0;
            return;
        }

        _flags.Precision = state.TakeInteger(arguments);
        if (_flags.Precision is null or < 0)
        {
            // A negative precision counts as none, and Go says so.
            _flags.Precision = null;
            text.Append("%!(BADPREC)");
        }

        afterIndex = false;
    }

    /// <summary>Where the reading of a format string is.</summary>
    private sealed class FormatState
    {
        public string Format { get; private set; } = "";

        public int At { get; set; }

        public int Argument { get; set; }

        public bool IsReordered { get; private set; }

        public bool IsGoodIndex { get; set; }

        public void Start(string format)
        {
            (Format, At, Argument, IsReordered) = (format, 0, 0, false);
        }

        public bool TryTake(char wanted)
        {
            bool found = At < Format.Length && Format[At] == wanted;
            At += found ? 1 : 0;
            return found;
        }

        public int? ReadNumber()
        {
            int start = At;
            int number = 0;
            for (; At < Format.Length && char.IsAsciiDigit(Format[At]); At++)
            {
                if (number > NumberMax)
                {
                    At = Format.Length;
                    return null;
                }

                number = (number * 10) + Format[At] - '0';
            }

            return At > start ? number : null;
        }

        /// <summary>Reads an argument index such as <c>[3]</c>; true if there was one.</summary>
        public bool ReadIndex(int argumentCount)
        {
            if (At >= Format.Length || Format[At] != '[')
            {
                return false;
            }

            IsReordered = true;
            int close = Format.Length - At < 3 ? -1 : Format.IndexOf(']', At);
            if (close < 0)
            {
                IsGoodIndex = false;
                At++;
                return false;
            }

            ReadOnlySpan<char> inside = Format.AsSpan(At + 1, close - At - 1);
            At = close + 1;
            bool isNumber = inside.Length is > 0 and < 8 && !inside.ContainsAnyExceptInRange('0', '9');
            int index = isNumber ? int.Parse(inside, System.Globalization.CultureInfo.InvariantCulture) - 1 : -1;
            if (index >= 0 && index < argumentCount)
            {
                Argument = index;
                return true;
            }

            IsGoodIndex = false;
            return isNumber;
        }

        /// <summary>Takes an argument as a width or a precision; null if it is none.</summary>
        public int? TakeInteger(ReadOnlySpan<GoValue> arguments)
        {
            GoValue? argument = Argument < arguments.Length ? arguments[Argument++] : null;
            return argument is GoInt { Value: >= -NumberMax and <= NumberMax } integer ? (int)integer.Value : null;
        }
    }
}
