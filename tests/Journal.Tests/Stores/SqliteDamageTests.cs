using System.Text;
using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores.Sqlite;

namespace Tocsin.Journal.Tests.Stores;

/// <summary>Damaged, truncated, foreign, full and locked files.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private const int PageBytes = 4096;

    private readonly string _folder = Repository.NewTemporaryFolder("damage");
    private readonly VirtualTime _time = new();

    private string Database => Path.Combine(_folder, "journal.db");

    [Fact]
    public void A_flipped_bit_in_a_block_costs_that_block_and_is_told()
    {
        Fill(blocks: 120, padding: 100);
        Flip(Find("107/xxx"));
        using JournalHost journal = Open();
        Assert.True(journal.Health.IsHealthy);
        Assert.Equal(Enumerable.Range(1, 120).Where(n => n != 107), journal.Numbers());
        Assert.False(journal.Health.IsHealthy);
        Assert.Contains("events 107 to 107 are damaged", journal.Health.Message, StringComparison.Ordinal);
        Assert.True(journal.AppendAndStep(121).IsDurable);
    }

    [Fact]
    public void A_flipped_bit_in_what_is_packed_costs_its_block_and_is_told()
    {
        using (JournalHost journal = Open())
        {
            journal.AppendAndStep(1);
            journal.Append(TestEvents.Alike(2, 50));
            journal.StepAll();
            journal.AppendAndStep(52);
        }

        Flip(Find("2/the value has been"));
        using JournalHost again = Open();
        Assert.Equal([1, 52], again.Numbers());
        Assert.Contains("events 2 to 51 are damaged", again.Health.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_that_no_packed_bytes_can_have_is_damage_and_takes_no_memory()
    {
        using (JournalHost journal = Open())
        {
            journal.Append(TestEvents.Alike(1, 50));
            journal.StepAll();
        }

        RawSqlite.Execute(Database, "UPDATE block SET body_bytes = 2000000000");
        using JournalHost again = Open();
        Assert.Empty(again.Numbers());
        Assert.Contains("events 1 to 50 are damaged", again.Health.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_database_of_the_first_version_gives_what_is_left_of_it()
    {
        Fill(blocks: 40, padding: 20_000);
        RawSqlite.MakeFirstVersion(Database);
        Halve();

        using JournalHost journal = Open();
        Assert.True(journal.Numbers().Count() >= 15, journal.Health.Message);
        Assert.True(journal.AppendAndStep(1000).IsDurable);
    }

    [Fact]
    public void Recovery_reports_damage_and_applies_the_rest()
    {
        Fill(blocks: 5, padding: 100);
        Flip(Find("3/xxx"));
        using JournalHost journal = Open();
        var projection = new NumbersProjection();
        RecoveryReport report = journal.Recover(projection);
        Assert.Single(report.Damage);
        Assert.Equal([1, 2, 4, 5], projection.Numbers);
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_and_its_state_rebuilt_from_the_events()
    {
        using (JournalHost journal = Open())
        {
            var projection = new NumbersProjection();
            journal.Recover(projection);
            projection.Numbers.Add(987654321);
            journal.SaveCheckpoint(projection);
            journal.AppendAndStep(1);
        }

        RawSqlite.Execute(Database, "UPDATE checkpoint_chunk SET body = zeroblob(8)");
        using JournalHost again = Open();
        var rebuilt = new NumbersProjection();
        RecoveryReport report = again.Recover(rebuilt);
        Assert.Contains("checkpoint of numbers is damaged", Assert.Single(report.Damage), StringComparison.Ordinal);
        Assert.Equal([1], rebuilt.Numbers);
    }

    [Fact]
    public void A_file_that_is_no_database_is_put_aside_and_a_new_one_begun()
    {
        File.WriteAllText(Database, new string('?', 5000));
        using JournalHost journal = Open();
        Assert.False(journal.Health.IsHealthy);
        Assert.Contains("journal.db.corrupt-20260101T000000Z", journal.Health.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Database + ".corrupt-20260101T000000Z"));
        Assert.True(journal.AppendAndStep(1).IsDurable);
        Assert.Equal([1], journal.Numbers());
    }

    [Fact]
    public void A_truncated_database_gives_what_is_left_of_it()
    {
        Fill(blocks: 40, padding: 20_000);
        Halve();

        using JournalHost journal = Open();
        int[] numbers = [.. journal.Numbers()];
        Assert.True(numbers.Length >= 15, $"{numbers.Length} of 40 left: {journal.Health.Message}");
        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.False(journal.Health.IsHealthy);
        Assert.True(journal.AppendAndStep(1000).IsDurable);
        Assert.Equal(1000, journal.Numbers().Last());
    }

    [Fact]
    public void Zeroed_pages_never_bring_down_the_journal_wherever_they_are()
    {
        Fill(blocks: 30, padding: 20_000);
        byte[] whole = File.ReadAllBytes(Database);
        for (int page = 0; page < whole.Length / PageBytes; page += 3)
        {
            DeleteAll();
            byte[] broken = [.. whole];
            broken.AsSpan(page * PageBytes, PageBytes).Clear();
            File.WriteAllBytes(Database, broken);
            using JournalHost journal = Open();
            int[] numbers = [.. journal.Numbers()];
            Assert.Equal(numbers.Order().Distinct(), numbers);
            if (page > 8)
            {
                Assert.True(numbers.Length >= 20, $"page {page}: {numbers.Length} of 30 left");
            }

            Assert.True(numbers.Length == 30 || !journal.Health.IsHealthy, $"page {page}: loss without a word");
            Assert.True(journal.AppendAndStep(1000).IsDurable, $"page {page}");
        }
    }

    [Fact]
    public void Random_bytes_in_the_file_never_give_a_wrong_event()
    {
        Fill(blocks: 60, padding: 900);
        byte[] whole = File.ReadAllBytes(Database);
        var random = new Random(7);
        for (int round = 0; round < 25; round++)
        {
            DeleteAll();
            byte[] broken = [.. whole];
            random.NextBytes(broken.AsSpan(random.Next(PageBytes, broken.Length - 64), 64));
            File.WriteAllBytes(Database, broken);
            using JournalHost journal = Open();
            int[] numbers = [.. journal.Numbers()];
            Assert.Equal(numbers.Order().Distinct(), numbers);
            Assert.All(numbers, n => Assert.InRange(n, 1, 60));
            Assert.True(journal.AppendAndStep(61).IsDurable);
        }
    }

    [Fact]
    public void Damage_found_while_running_puts_the_file_aside_and_goes_on()
    {
        using JournalHost journal = Open();
        for (int n = 1; n <= 20; n++)
        {
            journal.AppendAndStep(n, padding: 20_000);
        }

        RawSqlite.Execute(Database, "PRAGMA wal_checkpoint(TRUNCATE)");
        using (FileStream file = File.OpenWrite(Database))
        {
            file.SetLength(2 * PageBytes);
        }

        CommitTicket last = default;
        for (int n = 21; n <= 25; n++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            last = journal.AppendAndStep(n, padding: 20_000);
        }

        Assert.True(last.IsDurable);
        Assert.Equal(25, last.Seq);
        Assert.Equal(25, journal.Numbers().Last());
    }

    [Fact]
    public void A_full_disk_fails_the_ticket_names_the_file_and_heals_by_itself()
    {
        using var store = new SqliteBlockStore(Database, _time);
        using JournalHost journal = JournalHost.Open(store, new JournalOptions { Manual = true }, _time);
        store.FileBytesMax = 40 * PageBytes;
        int n = 1;
        while (journal.AppendAndStep(n, padding: 50_000).IsDurable)
        {
            Assert.True(n++ < 50, "the limit has no effect");
        }

        Assert.Contains(Database, journal.Health.Message, StringComparison.Ordinal);
        Assert.Contains("free space", journal.Health.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, n - 1), journal.Numbers());
        store.FileBytesMax = 0;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(journal.AppendAndStep(n + 1).IsDurable);
        Assert.True(journal.Health.IsHealthy);
        Assert.Equal(Enumerable.Range(1, n + 1), journal.Numbers());
    }

    [Fact]
    public void A_locked_database_fails_the_ticket_and_heals_by_itself()
    {
        using JournalHost journal = Open();
        journal.AppendAndStep(1);
        using (RawSqlite.Hold(Database, "BEGIN IMMEDIATE"))
        {
            CommitTicket ticket = journal.AppendAndStep(2);
            ticket.OnDurable((_, outcome) => Assert.Equal(CommitFailure.Locked, outcome.Failure), null);
            Assert.True(ticket.IsCompleted);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(journal.AppendAndStep(3).IsDurable);
        Assert.Equal([1, 2, 3], journal.Numbers());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private JournalHost Open() =>
        JournalHost.Open(new SqliteBlockStore(Database, _time), new JournalOptions { Manual = true }, _time);

    private void Fill(int blocks, int padding)
    {
        using JournalHost journal = Open();
        for (int n = 1; n <= blocks; n++)
        {
            Assert.True(journal.AppendAndStep(n, padding).IsDurable);
        }
    }

    private void Halve()
    {
        using FileStream file = File.OpenWrite(Database);
        file.SetLength(file.Length / 2 / PageBytes * PageBytes);
    }

    private int Find(string text)
    {
        int at = File.ReadAllBytes(Database).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        Assert.True(at > 0, $"{text} is not in the file");
        return at + text.Length;
    }

    private void Flip(int at)
    {
        using var file = new FileStream(Database, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        int b = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private void DeleteAll()
    {
        foreach (string file in Directory.GetFiles(_folder))
        {
            File.Delete(file);
        }
    }
}
