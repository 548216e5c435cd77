using System.Text.Json.Nodes;
using Tocsin.Tool.Amtool;

namespace Tocsin.Tool.Tests.Amtool;

/// <summary>Lets tests write JSON in several lines where the program has one.</summary>
internal static class TestJson
{
    public static string Compact(string json) => Json.Compact(JsonNode.Parse(json)!);

    public static string Quote(string text) => Json.Compact(JsonValue.Create(text));
}
