namespace Tocsin.Regexes;

/// <summary>The flags that <c>(?imsU)</c> sets.</summary>
[Flags]
internal enum RegexFlags
{
    None = 0,

    /// <summary><c>i</c>: letters match in every case.</summary>
    FoldCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> match at lines, not only at the text's ends.</summary>
    MultiLine = 2,

    /// <summary><c>s</c>: the dot matches a newline too.</summary>
    DotNewline = 4,

    /// <summary><c>U</c>: repetitions take as little as they can, and <c>x*?</c> as much.</summary>
    Ungreedy = 8,
}
