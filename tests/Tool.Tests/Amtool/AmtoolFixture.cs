using Tocsin.Server.Hosting;

namespace Tocsin.Tool.Tests.Amtool;

/// <summary>Runs amtool against a fake server and keeps what it printed.</summary>
public abstract class AmtoolFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private FakeApi? _api;

    private protected FakeApi Api => _api!;

    private protected TerminalFake Terminal { get; private set; } = new();

    private protected TemporaryFolder Home => _home;

    public async ValueTask InitializeAsync() => _api = await FakeApi.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        _home.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a line; blanks separate arguments, an underscore stands for one inside an argument.</summary>
    private protected Task<int> RunAsync(string line, string input = "") => RunWordsAsync(
        input,
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Replace('_', ' '))]);

    private protected Task<int> RunWordsAsync(string input, params string[] arguments) =>
        StartAsync("amtool", input, [$"--alertmanager.url={Api.Address}", "--no-version-check", .. arguments]);

    private protected async Task<int> StartAsync(string program, string input, params string[] arguments)
    {
        Terminal = new TerminalFake(input);
        Terminal.Variables["HOME"] = _home.Path;
        return await Entry.RunAsync(program, arguments, Terminal.Terminal, Refuse);
    }

    private static Task<int> Refuse(ServeOptions options, CancellationToken cancellationToken) => Task.FromResult(99);
}
