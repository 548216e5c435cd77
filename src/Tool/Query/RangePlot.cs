using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Query;

/// <summary>Prints a matrix: a plot of each of a few series, a line with a small plot for each of many.</summary>
/// <param name="start">The left edge, in Unix seconds.</param>
/// <param name="end">The right edge.</param>
/// <param name="terminal">Where to.</param>
internal sealed class RangePlot(double start, double end, Terminal terminal)
{
    private const int PlotsMax = 4;
    private const int PlotRows = 8;
    private const int SmallColumns = 26;

    /// <summary>Prints the series in the order of the answer.</summary>
    public void Write(IReadOnlyList<JsonObject> series)
    {
        if (series.Count == 0)
        {
            terminal.Error.Write("No series.\n");
            return;
        }

        if (series.Count <= PlotsMax)
        {
            for (int i = 0; i < series.Count; i++)
            {
                terminal.Out.Write(i > 0 ? "\n" : "");
                WritePlot(series[i]);
            }

            return;
        }

        var table = new TabWriter();
        table.Line($"{Clock(start)} to {Clock(end)} UTC\tmin\tmax\tlast\tseries");
        foreach (JsonObject one in series)
        {
            PlotPoint[] points = Points(one);
            (double low, double high) = Bounds(points);
            string last = points.Length == 0 ? "-" : Number(points[^1].Value);
            string plot = Draw(points, (low, high), SmallColumns, 1).Row(0);
            table.Line($"{plot}\t{Number(low)}\t{Number(high)}\t{last}\t{SeriesName.Of(one["metric"])}");
        }

        table.Write(terminal.Out);
    }

    private void WritePlot(JsonObject series)
    {
        PlotPoint[] points = Points(series);
        (double low, double high) = Bounds(points);
        string[] labels = [.. Enumerable.Range(0, PlotRows).Select(row => row switch
        {
            0 => Number(high),
            PlotRows - 1 => Number(low),
            _ => "",
        })];
        int margin = labels.Max(l => l.Length);
        int columns = Math.Clamp(terminal.Width - margin - 2, 10, 200);
        Canvas canvas = Draw(points, (low, high), columns, PlotRows);
        terminal.Out.Write($"{SeriesName.Of(series["metric"])}\n");
        for (int row = 0; row < PlotRows; row++)
        {
            char axis = labels[row].Length > 0 ? '┤' : '│';
            terminal.Out.Write($"{labels[row].PadLeft(margin)} {axis}{canvas.Row(row)}".TrimEnd() + "\n");
        }

        string from = Clock(start);
        string to = Clock(end) + " UTC";
        terminal.Out.Write($"{new string(' ', margin)} └{new string('─', columns)}\n");
        terminal.Out.Write($"{new string(' ', margin + 2)}{from}{to.PadLeft(Math.Max(columns - from.Length, to.Length + 1))}\n");
    }

    private Canvas Draw(PlotPoint[] points, (double Low, double High) bounds, int columns, int rows)
    {
        var canvas = new Canvas(columns, rows);
        double gap = points.Length < 2 ? 0 : points.Zip(points.Skip(1), (a, b) => b.Time - a.Time).Min() * 1.5;
        (int X, int Y)? last = null;
        double lastTime = double.NegativeInfinity;
        foreach (PlotPoint point in points)
        {
            if (!double.IsFinite(point.Value))
            {
                last = null;
                continue;
            }

            double across = end > start ? (point.Time - start) / (end - start) : 0;
            double up = bounds.High > bounds.Low ? (point.Value - bounds.Low) / (bounds.High - bounds.Low) : 0.5;
            (int X, int Y) dot = ((int)Math.Round(across * (canvas.Width - 1)), (int)Math.Round(up * (canvas.Height - 1)));

            // A gap in the series is a gap in the line.
            canvas.Line(last is { } before && point.Time - lastTime <= gap ? before : dot, dot);
            (last, lastTime) = (dot, point.Time);
        }

        return canvas;
    }

    private static (double Low, double High) Bounds(PlotPoint[] points)
    {
        double[] finite = [.. points.Select(p => p.Value).Where(double.IsFinite)];
        return finite.Length == 0 ? (double.NaN, double.NaN) : (finite.Min(), finite.Max());
    }

    // Histograms are plotted by their count.
    private static PlotPoint[] Points(JsonObject series) =>
    [
        .. (series["values"] as JsonArray ?? []).Select(p => new PlotPoint(Time(p), Value(Json.Text(p?[1])))),
        .. (series["histograms"] as JsonArray ?? []).Select(p => new PlotPoint(Time(p), Value(Json.Text(p?[1], "count")))),
    ];

    private static double Time(JsonNode? point) => point?[0]?.GetValue<double>() ?? 0;

    private static double Value(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN,
    };

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("G5", CultureInfo.InvariantCulture);

    private string Clock(double seconds) => QueryTimes.Show(seconds, end - start > 86_400 ? "yyyy-MM-dd HH:mm" : "HH:mm:ss");

    private readonly record struct PlotPoint(double Time, double Value);
}
