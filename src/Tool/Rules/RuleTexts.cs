using System.Net.Http.Headers;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Rules;

/// <summary>Texts of rules as they are sent to a server.</summary>
internal static class RuleTexts
{
    /// <summary>The content of a file, or of standard input for <c>-</c>.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static HttpContent Content(Invocation given, string path)
    {
        byte[] bytes;
        try
        {
            bytes = path == "-" ? ReadInput(given) : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{path}: {e.Message}", e);
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        return content;
    }

    private static byte[] ReadInput(Invocation given)
    {
        using Stream input = given.Terminal.OpenInput();
        using var all = new MemoryStream();
        input.CopyTo(all);
        return all.ToArray();
    }
}
