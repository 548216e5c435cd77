using Tocsin.Server.Config;
using Tocsin.Server.Rules;
using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Rules;

public sealed class RuleFileWatchTests
{
    private readonly SortedDictionary<string, FileStamp> _disk = new(StringComparer.Ordinal) { ["a.yml"] = Stamp(1), ["b.yml"] = Stamp(1) };
    private readonly RuleFileWatch _watch;

    public RuleFileWatchTests() => _watch = new RuleFileWatch(new Disk(_disk), path => _disk[path]);

    [Fact]
    public void What_was_there_from_the_start_is_no_news()
    {
        Assert.Empty(Look());
        Assert.Empty(Look());
    }

    [Fact]
    public void A_changed_file_is_told_once_when_it_stays_as_it_is()
    {
        Look();
        _disk["a.yml"] = Stamp(2);
        Assert.Empty(Look());
        _disk["a.yml"] = Stamp(3);
        Assert.Empty(Look());
        Assert.Equal(["a.yml"], Look());
        Assert.Empty(Look());
    }

    [Fact]
    public void New_files_and_vanished_ones_are_told()
    {
        Look();
        _disk["c.yml"] = Stamp(1);
        _disk.Remove("b.yml");
        Look();
        Assert.Equal(["b.yml", "c.yml"], Look());
    }

    [Fact]
    public void A_file_that_is_as_before_again_is_no_news()
    {
        Look();
        _disk["a.yml"] = Stamp(2);
        Look();
        _disk["a.yml"] = Stamp(1);
        Look();
        Assert.Empty(Look());
    }

    private static FileStamp Stamp(int second) => new(DateTime.UnixEpoch.AddSeconds(second), 10);

    private IReadOnlyList<string> Look() => _watch.Look(["*.yml"]);

    private sealed class Disk(SortedDictionary<string, FileStamp> files) : IFileSource
    {
        public string? TryRead(string path, out byte[] content) => throw new NotSupportedException();

        public IReadOnlyList<string> Glob(string pattern) => [.. files.Keys];
    }
}
