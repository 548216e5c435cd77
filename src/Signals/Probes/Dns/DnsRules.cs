using Tocsin.Regexes;

namespace Tocsin.Signals.Probes.Dns;

/// <summary>What a module wants of an answer. Immutable.</summary>
public sealed record DnsRules
{
    /// <summary>The codes that are good; none stands for <c>NOERROR</c>.</summary>
    public IReadOnlyList<int> Codes { get; init; } = [];

    /// <summary>What the answer's records must look like.</summary>
    public DnsRecordRules Answers { get; init; } = new();

    /// <summary>What the authority's records must look like.</summary>
    public DnsRecordRules Authorities { get; init; } = new();

    /// <summary>What the additional records must look like.</summary>
    public DnsRecordRules Additionals { get; init; } = new();

    /// <summary>Why an answer is not good, or null.</summary>
    public string? Judge(DnsReply reply)
    {
        if (Codes.Count == 0 ? reply.Code != 0 : !Codes.Contains(reply.Code))
        {
            string wanted = Codes.Count == 0 ? "NOERROR" : string.Join(", ", Codes.Select(DnsNames.CodeName));
            return $"the answer's code is {DnsNames.CodeName(reply.Code)}, wanted is {wanted}";
        }

        return Answers.Judge("answer", reply.Answers)
            ?? Authorities.Judge("authority", reply.Authorities)
            ?? Additionals.Judge("additional", reply.Additionals);
    }
}

/// <summary>What the records of one section must look like. Immutable.</summary>
public sealed record DnsRecordRules
{
    /// <summary>No record may match any of these.</summary>
    public IReadOnlyList<Re2> FailIfMatches { get; init; } = [];

    /// <summary>Not every record may match these.</summary>
    public IReadOnlyList<Re2> FailIfAllMatch { get; init; } = [];

    /// <summary>Every record must match each of these.</summary>
    public IReadOnlyList<Re2> FailIfNotMatches { get; init; } = [];

    /// <summary>Some record must match one of these.</summary>
    public IReadOnlyList<Re2> FailIfNoneMatches { get; init; } = [];

    /// <summary>Why records are not good, or null.</summary>
    // Source: blackbox_exporter prober, validRRs. There fail_if_all_match_regexp fails where not all match, against its name
    // and its documentation; it is done so here too, for a module that works there must not begin to fail.
    public string? Judge(string section, IReadOnlyList<DnsRecord> records)
    {
        if (records.Count == 0 && FailIfNotMatches.Count + FailIfNoneMatches.Count > 0)
        {
            return $"there are no {section} records, and the module has a regex that they must match";
        }

        bool allMatch = true;
        bool oneMatches = false;
        foreach (string text in records.Select(record => record.ToString()))
        {
            if (FailIfMatches.FirstOrDefault(regex => regex.IsMatch(text)) is { } unwanted)
            {
                return $"the {section} record \"{text}\" matches \"{unwanted.Pattern}\"";
            }

            if (FailIfNotMatches.FirstOrDefault(regex => !regex.IsMatch(text)) is { } missed)
            {
                return $"the {section} record \"{text}\" does not match \"{missed.Pattern}\"";
            }

            allMatch &= FailIfAllMatch.All(regex => regex.IsMatch(text));
            oneMatches |= FailIfNoneMatches.Any(regex => regex.IsMatch(text));
        }

        return FailIfAllMatch.Count > 0 && !allMatch ? $"not all {section} records match fail_if_all_match_regexp"
            : FailIfNoneMatches.Count > 0 && !oneMatches ? $"no {section} record matches fail_if_none_matches_regexp"
            : null;
    }
}
