using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Exec;

/// <summary>
/// A program that is run with the message on its standard input: <c>exec_configs</c>, a kind of Tocsin's own.
/// </summary>
public sealed record ExecConfig : IntegrationConfig
{
    /// <summary>How many words a command may have, the program included.</summary>
    public const int WordsMax = 64;

    /// <summary>How many runs there may be at once.</summary>
    public const int ConcurrencyMax = 64;

    /// <inheritdoc/>
    public override string Integration => "exec";

    /// <summary>The program's absolute path and its arguments, to the letter: no templates, no shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The folder in which it runs.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>After what time it is killed with everything that it started.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many may run at once for this receiver; more wait.</summary>
    public long Concurrency { get; init; } = 4;

    /// <summary>The program; empty if there is none.</summary>
    public string Program => Command.Count == 0 ? "" : Command[0];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new ExecNotifier(this, services);

    /// <summary>What is wrong with the path of a program; null if nothing is.</summary>
    public static string? FaultOf(string program) =>
        !Path.IsPathRooted(program) ? $"{GoQuote.Quote(program)} is not an absolute path"
        : Path.GetFullPath(program) != program || program.EndsWith('/') ? $"{GoQuote.Quote(program)} is not a plain path"
        : null;

    /// <summary>How it is read.</summary>
    public static YamlSchema<ExecConfig> Schema { get; } =
        new YamlSchema<ExecConfig>("exec.ExecConfig", new())
        .Include(AddKeys)
        .Optional("command", YamlTypes.ListOf(YamlTypes.Text), c => c.Command, (c, v) => c with { Command = v })
        .Field("working_directory", YamlTypes.Text, c => c.WorkingDirectory, (c, v) => c with { WorkingDirectory = v })
        .Field("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Field("concurrency", YamlTypes.Whole, c => c.Concurrency, (c, v) => c with { Concurrency = v })
        .Rule(Check);

    private static ExecConfig Check(ExecConfig c, YamlRules rules)
    {
        if (c.Command.Count is 0 or > WordsMax)
        {
            rules.Fail($"command must have 1 to {WordsMax} words", "command");
        }
        else if (FaultOf(c.Program) is { } fault)
        {
            rules.Fail(fault, "command");
        }
        else if (c.Command.Any(word => word.Contains('\0', StringComparison.Ordinal)))
        {
            rules.Fail("command must not hold a zero byte", "command");
        }

        if (!Path.IsPathRooted(c.WorkingDirectory))
        {
            rules.Fail($"{GoQuote.Quote(c.WorkingDirectory)} is not an absolute path", "working_directory");
        }

        if (c.Timeout <= TimeSpan.Zero || c.Timeout > TimeSpan.FromHours(1))
        {
            rules.Fail("timeout must be greater than zero and at most 1h", "timeout");
        }

        if (c.Concurrency is < 1 or > ConcurrencyMax)
        {
            rules.Fail($"concurrency must be between 1 and {ConcurrencyMax}", "concurrency");
        }

        return c;
    }
}
