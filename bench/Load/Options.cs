using System.Globalization;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Load;

/// <summary>What to measure.</summary>
internal sealed record Options
{
    /// <summary>The servers, in order.</summary>
    public IReadOnlyList<Subject> Subjects { get; init; } = [Subject.Alertmanager, Subject.Tocsin];

    /// <summary>The share of the full load; 1 is what the goals are stated for.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Where to write the numbers; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>
    /// Part of the names of the phases to run; empty for all. A part of the outbox is <c>outbox:swift</c>, <c>outbox:fanned</c>
    /// or <c>outbox:queued</c>.
    /// </summary>
    public string Only { get; init; } = "";

    /// <summary>A full count held to the scale.</summary>
    public int Scaled(int full) => Math.Max(1, (int)(full * Scale));

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An unknown option.</exception>
    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            options = arguments[i] switch
            {
                "--scale" => options with { Scale = double.Parse(value, CultureInfo.InvariantCulture) },
                "--json" => options with { Json = value },
                "--only" => options with { Only = value },
                "--subject" => options with { Subjects = [Enum.Parse<Subject>(value, ignoreCase: true)] },
                _ => throw new FormatException($"unknown option {arguments[i]}; "
                    + "known: --scale N, --json FILE, --only ingest|latency|read|mute|start|outbox|isolation, --subject NAME"),
            };
        }

        return options;
    }
}
