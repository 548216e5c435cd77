namespace Tocsin.Tool.Amtool;

/// <summary>The API answered with an error.</summary>
internal sealed class ApiFailure : Exception
{
    public ApiFailure()
    {
    }

    public ApiFailure(string message)
        : base(message)
    {
    }

    public ApiFailure(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>The answer.</summary>
    public string Body { get; init; } = "";
}
