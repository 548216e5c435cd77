using System.Text;

namespace Tocsin.TestKit.BlackBox;

/// <summary>One request that a sink received.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path.</param>
/// <param name="At">When it came, by the wall clock.</param>
/// <param name="Timestamp">When it came, by <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="Bytes">Its body.</param>
public sealed record Received(string Method, string Path, DateTimeOffset At, long Timestamp, byte[] Bytes)
{
    /// <summary>Its headers, names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Its body as text.</summary>
    public string Body => Encoding.UTF8.GetString(Bytes);

    /// <inheritdoc/>
    public override string ToString() => $"{At:HH:mm:ss.fff} {Method} {Path} {Body}";
}
