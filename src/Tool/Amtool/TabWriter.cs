using System.Globalization;
using System.Text;

namespace Tocsin.Tool.Amtool;

/// <summary>
/// Lines up columns: each cell that a tab ends gets two blanks more than the widest of its run of lines.
/// </summary>
/// <remarks>
/// Source: Go's text/tabwriter. A line without a cell in a column ends the run, so a blank line starts anew.
/// </remarks>
internal sealed class TabWriter
{
    private const int Padding = 2;
    private readonly List<string[]> _lines = [];

    /// <summary>Adds a line; a tab in a value would shift what follows, as it does upstream.</summary>
    public void Line(string text) => _lines.AddRange(text.Split('\n').Select(l => l.Split('\t')));

    /// <summary>Writes all lines.</summary>
    public void Write(TextWriter output)
    {
        int[][] widths = [.. _lines.Select(l => new int[l.Length])];
        int columns = _lines.Count == 0 ? 0 : _lines.Max(l => l.Length);
        for (int column = 0; column < columns; column++)
        {
            Measure(column, widths);
        }

        for (int i = 0; i < _lines.Count; i++)
        {
            var line = new StringBuilder();
            for (int column = 0; column < _lines[i].Length; column++)
            {
                string cell = _lines[i][column];
                line.Append(cell).Append(' ', Math.Max(0, widths[i][column] - Width(cell)));
            }

            output.Write(line.Append('\n').ToString());
        }
    }

    private void Measure(int column, int[][] widths)
    {
        int start = 0;
        while (start < _lines.Count)
        {
            // The last cell of a line has no tab behind it and is in no column.
            int end = start;
            while (end < _lines.Count && _lines[end].Length > column + 1)
            {
                end++;
            }

            if (end > start)
            {
                int width = Padding + Enumerable.Range(start, end - start).Max(i => Width(_lines[i][column]));
                for (int i = start; i < end; i++)
                {
                    widths[i][column] = width;
                }
            }

            start = Math.Max(end, start + 1);
        }
    }

    private static int Width(string cell) => new StringInfo(cell).LengthInTextElements;
}
