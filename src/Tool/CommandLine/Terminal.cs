namespace Tocsin.Tool.CommandLine;

/// <summary>The outside of a command: its streams, its environment, its clock. Tests give their own.</summary>
public sealed record Terminal
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input; opened when first read.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Whether standard input is a person's keyboard.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether standard output is a screen, so that colours make sense.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Columns that text is wrapped to.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Reads an environment variable; null if unset.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The process's own streams and environment.</summary>
    public static Terminal System()
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 16 * 1024) { AutoFlush = false };
        var error = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };
        return new Terminal
        {
            Out = output,
            Error = error,
            OpenInput = Console.OpenStandardInput,
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            Width = GuessWidth(),
            Environment = global::System.Environment.GetEnvironmentVariable,
        };
    }

    private static int GuessWidth()
    {
        if (int.TryParse(global::System.Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns > 20)
        {
            return columns;
        }

        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth < 20 ? 80 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
