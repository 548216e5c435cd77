using Tocsin.Model;
using Tocsin.Server.Hosting.Warmup;

namespace Tocsin.Server.Tests.Hosting;

public sealed class IntakeRehearsalTests
{
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    // As many as pass the count of calls after which the runtime compiles again, each as an event; and their groups.
    [Fact]
    public void Every_alert_goes_all_the_way() => Assert.Equal(32_000 + 1_280, IntakeRehearsal.Run(Now, CancellationToken.None));

    [Fact]
    public void It_ends_when_the_program_does() => Assert.Equal(0, IntakeRehearsal.Run(Now, new CancellationToken(canceled: true)));
}
