using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Labels;
using Tocsin.Yaml;

namespace Tocsin.Notify.Receivers;

/// <summary>What to say to somebody who names what is not there.</summary>
public static class UnknownName
{
    private const int NamesMax = 20;

    /// <summary>There is no such receiver; the names that are near, else those that there are.</summary>
    public static string Receiver(string name, IReadOnlyList<string> known)
    {
        string[] near = [.. NearestName.FindAll(name, known).Take(3).Select(GoQuote.Quote)];
        string hint = near.Length > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"there are {string.Join(", ", known.Take(NamesMax).Select(GoQuote.Quote))}{(known.Count > NamesMax ? "…" : "")}";
        return $"there is no receiver {GoQuote.Quote(name)}; {hint}";
    }

    /// <summary>The receiver has no such integration; those that it has.</summary>
    public static string Integration(string receiver, string name, IEnumerable<IntegrationKey> known)
    {
        string has = string.Join(", ", known.Select(key => $"{key.Integration}[{key.Index}]"));
        return $"receiver {GoQuote.Quote(receiver)} has no integration {GoQuote.Quote(name)};"
            + $" it has {(has.Length > 0 ? has : "none")}";
    }
}
