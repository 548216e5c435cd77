namespace Tocsin.Notify.Http;

/// <summary>Counts what was given, for rules of the form "at most one of".</summary>
internal static class Given
{
    public static int CountOf(params ReadOnlySpan<string> values)
    {
        int count = 0;
        foreach (string value in values)
        {
            count += value.Length > 0 ? 1 : 0;
        }

        return count;
    }
}
