namespace Tocsin.Tool.Query;

/// <summary>A field of dots, two to a character across and four down, drawn with Braille's signs.</summary>
internal sealed class Canvas(int columns, int rows)
{
    // Source: Unicode, block Braille Patterns: U+2800 and one bit for each dot.
    private static readonly byte[,] Bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly byte[,] _cells = new byte[rows, columns];

    /// <summary>How many dots lie beside each other.</summary>
    public int Width => columns * 2;

    /// <summary>How many dots lie above each other.</summary>
    public int Height => rows * 4;

    /// <summary>Sets a dot; 0, 0 is at the bottom left. What lies outside is left out.</summary>
    public void Set(int x, int y)
    {
        if (x >= 0 && x < Width && y >= 0 && y < Height)
        {
            int down = Height - 1 - y;
            _cells[down / 4, x / 2] |= Bits[down % 4, x % 2];
        }
    }

    /// <summary>Sets the dots of a line between two dots.</summary>
    public void Line((int X, int Y) from, (int X, int Y) to)
    {
        int steps = Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y));
        for (int i = 0; i <= steps; i++)
        {
            double part = steps == 0 ? 0 : (double)i / steps;
            Set((int)Math.Round(from.X + (part * (to.X - from.X))), (int)Math.Round(from.Y + (part * (to.Y - from.Y))));
        }
    }

    /// <summary>A row as text, the first at the top.</summary>
    public string Row(int row) => string.Create(columns, (Cells: _cells, Row: row), static (text, drawn) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte dots = drawn.Cells[drawn.Row, i];
            text[i] = dots == 0 ? ' ' : (char)(0x2800 + dots);
        }
    });
}
