using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance;

public sealed class ExampleTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task The_first_example_pages_the_right_people_and_stops_when_asked()
    {
        Needs.Published("tocsin");
        string script = Repository.Path("examples", "first-page", "run");
        await using ChildProcess example = ChildProcess.Start("/bin/bash", [script, "127.0.0.1:0"]);
        await example.Lines.WhenAsync(
            lines => lines.Any(l => l.Contains("PAGE for database-on-call: FIRING", StringComparison.Ordinal))
                && lines.Any(l => l.Contains("PAGE for night-shift: FIRING", StringComparison.Ordinal))
                && lines.Any(l => l.Contains("PAGE for everybody: FIRING", StringComparison.Ordinal))
                && lines.Any(l => l.Contains("QueueGrows on checkout-1 (warning): 130 orders wait", StringComparison.Ordinal)),
            Deadline,
            "the pages");
        Assert.DoesNotContain("Connections are slow", example.Transcript(), StringComparison.Ordinal);
        await example.StopAsync();
        Assert.Contains("stopped.", example.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_micro_benchmark_still_runs()
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Needs.Present(
            Repository.Path("artifacts", "bin", "Micro", configuration, "Tocsin.Micro"), "the built bench/Micro");
        ProgramResult result = await ChildProcess.RunAsync(program, "smoke");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.DoesNotContain("Benchmarks with issues", result.Output, StringComparison.Ordinal);
        Assert.Contains("LabelSetBenchmarks", result.Output, StringComparison.Ordinal);
    }
}
