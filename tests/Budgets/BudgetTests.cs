using System.Text.Json;

namespace Tocsin.Budgets;

/// <summary>
/// No operation allocates more than its budget in <c>bench/Micro/budgets.json</c>: bytes of one warm call, the same on every
/// machine. <c>TOCSIN_BUDGETS=write</c> writes down what they take now; whether it may be more than before is a decision.
/// </summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private static readonly string File = Repository.Path("bench", "Micro", "budgets.json");
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void No_operation_allocates_more_than_its_budget()
    {
        Measured[] measured = [.. Measured.Suites.SelectMany(Measured.All)];
        if (Environment.GetEnvironmentVariable("TOCSIN_BUDGETS") == "write")
        {
            var budgets = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (Measured one in measured)
            {
                budgets[one.Name] = Budget(one.Bytes);
            }

            System.IO.File.WriteAllText(File, JsonSerializer.Serialize(budgets, Indented) + "\n");
        }

        var known = JsonSerializer.Deserialize<SortedDictionary<string, long>>(System.IO.File.ReadAllText(File))!;
        var faults = new List<string>();
        foreach ((string name, long bytes) in measured)
        {
            output.WriteLine($"{bytes,12} of {known.GetValueOrDefault(name, -1),12}  {name}");
            if (!known.TryGetValue(name, out long budget))
            {
                faults.Add($"{name} has no budget; it allocates {bytes} bytes");
            }
            else if (bytes > budget)
            {
                faults.Add($"{name} allocates {bytes} bytes, and its budget is {budget}");
            }
            else if (bytes < budget / 2)
            {
                faults.Add($"{name} allocates {bytes} bytes, less than half of its budget of {budget}: lower that");
            }
        }

        faults.AddRange(known.Keys.Except(measured.Select(m => m.Name)).Select(name => $"{name} has a budget and is not there"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    // A tenth is for what a newer runtime does otherwise; nothing stays nothing.
    private static long Budget(long bytes) => bytes == 0 ? 0 : (bytes + (bytes / 10) + 31) / 16 * 16;
}
