using System.Globalization;
using System.Text.Json.Nodes;

namespace Tocsin.Acceptance.Harness;

/// <summary>A silence of a scenario, from one second of the scale to another.</summary>
/// <param name="Start">When it starts.</param>
/// <param name="End">When it ends.</param>
internal sealed record TestSilence(double Start, double End)
{
    /// <summary>Name, value, and whether it is a regular expression.</summary>
    public List<(string Name, string Value, bool IsRegex)> Matchers { get; } = [];

    /// <summary>The id that the server gave; known after it was posted.</summary>
    public string? Id { get; set; }

    /// <summary>Adds an equality matcher.</summary>
    public TestSilence Match(string name, string value)
    {
        Matchers.Add((name, value, false));
        return this;
    }

    /// <summary>Adds a regular expression.</summary>
    public TestSilence MatchRegex(string name, string pattern)
    {
        Matchers.Add((name, pattern, true));
        return this;
    }

    /// <summary>The silence as the API takes it.</summary>
    public JsonObject ToPost(DateTimeOffset zero) => new()
    {
        ["startsAt"] = zero.AddSeconds(Start).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["endsAt"] = zero.AddSeconds(End).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["createdBy"] = "acceptance",
        ["comment"] = "a silence of a scenario",
        ["matchers"] = new JsonArray([.. Matchers.Select(m => (JsonNode)new JsonObject
        {
            ["name"] = m.Name,
            ["value"] = m.Value,
            ["isRegex"] = m.IsRegex,
            ["isEqual"] = true,
        })]),
    };
}
