using System.Globalization;

namespace Tocsin.Tool.CommandLine;

/// <summary>A command about to run, with the values of its flags and arguments.</summary>
public sealed class Invocation
{
    private readonly Dictionary<string, List<string>> _values = [];
    private readonly HashSet<string> _given = [];

    internal Invocation(CommandSpec command, Terminal terminal)
    {
        Command = command;
        Terminal = terminal;
    }

    /// <summary>The command.</summary>
    public CommandSpec Command { get; }

    /// <summary>Its streams and environment.</summary>
    public Terminal Terminal { get; }

    /// <summary>The value; null if there is neither one nor a default.</summary>
    public string? Find(string name) => _values.TryGetValue(name, out List<string>? values) ? values[^1] : null;

    /// <summary>The value, or an empty text.</summary>
    public string Text(string name) => Find(name) ?? "";

    /// <summary>All values of a repeatable flag or argument.</summary>
    public IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name) => Find(name) is "true";

    /// <summary>Whether it was given on the command line itself.</summary>
    public bool WasGiven(string name) => _given.Contains(name);

    /// <summary>A whole number; 0 without a value.</summary>
    public int Whole(string name) => (int)Math.Clamp(Number(name), int.MinValue, int.MaxValue);

    /// <summary>A number; 0 without a value.</summary>
    public double Number(string name) =>
        Find(name) is { } text ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    /// <summary>A duration; zero without a value.</summary>
    public TimeSpan Duration(string name) =>
        Find(name) is { } text ? GoDurationText.Parse(text, out _) ?? TimeSpan.Zero : TimeSpan.Zero;

    internal void Set(string name, string value, bool given)
    {
        if (!_values.TryGetValue(name, out List<string>? values))
        {
            _values[name] = values = [];
        }

        values.Add(value);
        if (given)
        {
            _given.Add(name);
        }
    }
}
