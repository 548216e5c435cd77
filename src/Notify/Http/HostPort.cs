namespace Tocsin.Notify.Http;

/// <summary>A network address <c>host:port</c>; the host of an IPv6 address is kept without brackets.</summary>
/// <param name="Host">The host; may be empty for "this machine".</param>
/// <param name="Port">The port, a number or a service name; empty only if no address was given.</param>
public readonly record struct HostPort(string Host, string Port)
{
    /// <summary>True if no address was given.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Host) && string.IsNullOrEmpty(Port);

    /// <summary>Reads an address; empty text gives no address.</summary>
    /// <returns>The error's text, or null.</returns>
    // Source: Go net.SplitHostPort, its errors included.
    public static string? TryParse(string text, out HostPort address)
    {
        address = default;
        if (text.Length == 0)
        {
            return null;
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return $"address {text}: missing port in address";
        }

        string? error = text[0] == '[' ? SplitBracketed(text, colon, out address) : SplitPlain(text, colon, out address);
        return error ?? (address.Port.Length == 0 ? $"address {Model.Labels.GoQuote.Quote(text)}: port cannot be empty" : null);
    }

    /// <summary>The address as it is written, brackets added around an IPv6 host; empty if none was given.</summary>
    public override string ToString() =>
        IsEmpty ? "" : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static string? SplitPlain(string text, int colon, out HostPort address)
    {
        address = new(text[..colon], text[(colon + 1)..]);
        return address.Host.Contains(':', StringComparison.Ordinal) ? $"address {text}: too many colons in address"
            : text.Contains('[', StringComparison.Ordinal) ? $"address {text}: unexpected '[' in address"
            : text.Contains(']', StringComparison.Ordinal) ? $"address {text}: unexpected ']' in address"
            : null;
    }

    private static string? SplitBracketed(string text, int colon, out HostPort address)
    {
        address = default;
        int end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0)
        {
            return $"address {text}: missing ']' in address";
        }

        if (end + 1 != colon)
        {
            return end + 1 < text.Length && text[end + 1] == ':'
                ? $"address {text}: too many colons in address"
                : $"address {text}: missing port in address";
        }

        address = new(text[1..end], text[(colon + 1)..]);
        return null;
    }
}
