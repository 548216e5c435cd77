using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Explain;

/// <summary>Reads the parameters of the past's endpoints; what is wrong is gathered, so that one answer tells all of it.</summary>
/// <param name="query">The parameters.</param>
internal sealed class QueryValues(IQueryCollection query)
{
    private readonly List<string> _faults = [];

    /// <summary>All that was wrong so far, joined; null if nothing was.</summary>
    public string? Fault => _faults.Count == 0 ? null : string.Join("; ", _faults);

    /// <summary>Whether the newest come first, which they do unless asked otherwise.</summary>
    public bool NewestFirst => query["order"] != "asc";

    /// <summary>Every value of a parameter.</summary>
    public IEnumerable<string> Texts(string name) => query[name].Select(text => text ?? "");

    /// <summary>Every value of a parameter by what it stands for in a table.</summary>
    public IEnumerable<T> Choices<T>(string name, IReadOnlyDictionary<string, T> table)
    {
        foreach (string text in Texts(name))
        {
            if (table.TryGetValue(text, out T? chosen))
            {
                yield return chosen;
            }
            else
            {
                _faults.Add($"{name} {GoQuote.Quote(text)} is none of {string.Join(", ", table.Keys)}");
            }
        }
    }

    /// <summary>Fingerprints, 16 hexadecimal digits each.</summary>
    public IEnumerable<Fingerprint> Fingerprints(string name)
    {
        foreach (string text in Texts(name))
        {
            if (text.Length == 16 && Fingerprint.TryParse(text, out Fingerprint fingerprint))
            {
                yield return fingerprint;
            }
            else
            {
                _faults.Add($"{name} {GoQuote.Quote(text)} is not 16 hexadecimal digits");
            }
        }
    }

    /// <summary>An instant.</summary>
    public Instant Time(string name, Instant otherwise)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out Instant at))
        {
            _faults.Add($"{name} {GoQuote.Quote(text)} is not a time like 2026-01-31T18:00:00Z");
        }

        return at;
    }

    /// <summary>How many entries a page has, from 1 to <paramref name="most"/>.</summary>
    public int Limit(int otherwise, int most) => (int)Math.Clamp(Number("limit", otherwise)!.Value, 1, most);

    /// <summary>The number behind which the page begins; null for the first page.</summary>
    public long? After() => Number("after", null);

    private long? Number(string name, long? otherwise)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || (number > int.MaxValue && name == "limit"))
        {
            _faults.Add($"{name} {GoQuote.Quote(text)} is not a whole number");
            return otherwise ?? 0;
        }

        return number;
    }
}
