using System.Net;

namespace Tocsin.TestKit.BlackBox;

/// <summary>An answer of a server under test.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The body's type; empty if none was given.</param>
/// <param name="Body">The body as text.</param>
public sealed record Answer(HttpStatusCode Status, string ContentType, string Body)
{
    /// <summary>Fails the test, with the body, unless the status is the wanted one.</summary>
    public void Expect(HttpStatusCode status)
    {
        if (Status != status)
        {
            throw new InvalidOperationException($"Wanted {(int)status}, got {(int)Status}: {Body}");
        }
    }
}
