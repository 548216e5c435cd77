using Tocsin.Notify.Http;
using Tocsin.Regexes;
using Tocsin.Signals.Probes.Dns;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>How to probe a name server: <c>dns</c> of a module.</summary>
public sealed record DnsProbeConfig
{
    /// <summary>Which address, and from where.</summary>
    public ProbeAddressConfig Address { get; init; } = new();

    /// <summary>Ask over TLS.</summary>
    public bool OverTls { get; init; }

    /// <summary>TLS.</summary>
    public TlsConfig TlsConfig { get; init; } = new();

    /// <summary><c>udp</c>, <c>tcp</c> or empty, which is <c>udp</c>.</summary>
    public string Transport { get; init; } = "";

    /// <summary>The class; empty for <c>IN</c>.</summary>
    public string QueryClass { get; init; } = "";

    /// <summary>The name to ask for.</summary>
    public string QueryName { get; init; } = "";

    /// <summary>The type; empty for <c>ANY</c>.</summary>
    public string QueryType { get; init; } = "";

    /// <summary>Ask the server to ask others.</summary>
    public bool Recursion { get; init; } = true;

    /// <summary>Codes that are good; null for <c>NOERROR</c> alone.</summary>
    public IReadOnlyList<string>? ValidCodes { get; init; }

    /// <summary>What the answer's records must look like.</summary>
    public DnsValidatorConfig Answers { get; init; } = new();

    /// <summary>What the authority's records must look like.</summary>
    public DnsValidatorConfig Authorities { get; init; } = new();

    /// <summary>What the additional records must look like.</summary>
    public DnsValidatorConfig Additionals { get; init; } = new();

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DnsProbeConfig> Schema { get; } = new YamlSchema<DnsProbeConfig>("config.DNSProbe", new())
        .Include(s => ProbeAddressConfig.AddKeys(s, c => c.Address, (c, v) => c with { Address = v }))
        .Optional("dns_over_tls", YamlTypes.Flag, c => c.OverTls, (c, v) => c with { OverTls = v })
        .Optional("tls_config", TlsConfig.Schema, c => c.TlsConfig, (c, v) => c with { TlsConfig = v })
        .Include(s => ProbeAddressConfig.AddSource(s, c => c.Address, (c, v) => c with { Address = v }))
        .Optional("transport_protocol", YamlTypes.Text, c => c.Transport, (c, v) => c with { Transport = v })
        .Optional("query_class", YamlTypes.Text, c => c.QueryClass, (c, v) => c with { QueryClass = v })
        .Optional("query_name", YamlTypes.Text, c => c.QueryName, (c, v) => c with { QueryName = v })
        .Optional("query_type", YamlTypes.Text, c => c.QueryType, (c, v) => c with { QueryType = v })
        .Optional("recursion_desired", YamlTypes.Flag, c => c.Recursion, (c, v) => c with { Recursion = v })
        .Optional("valid_rcodes", YamlTypes.ListOf(YamlTypes.Text).OrNull(), c => c.ValidCodes, (c, v) => c with { ValidCodes = v })
        .Optional("validate_answer_rrs", DnsValidatorConfig.Schema, c => c.Answers, (c, v) => c with { Answers = v })
        .Optional("validate_authority_rrs", DnsValidatorConfig.Schema, c => c.Authorities, (c, v) => c with { Authorities = v })
        .Optional("validate_additional_rrs", DnsValidatorConfig.Schema, c => c.Additionals, (c, v) => c with { Additionals = v })
        .Rule(Check);

    /// <summary>The question.</summary>
    public DnsQuestion Question
    {
        get
        {
            ushort type = DnsNames.TypeOf(QueryType.Length == 0 ? "ANY" : QueryType) ?? 0;
            ushort kind = DnsNames.ClassOf(QueryClass.Length == 0 ? "IN" : QueryClass) ?? 0;
            return DnsQuestion.TryMake(QueryName, type, kind, Recursion, out DnsQuestion? question) is { } fault
                ? throw new InvalidOperationException(fault)
                : question!;
        }
    }

    /// <summary>What is wanted of answers.</summary>
    public DnsRules Rules => new()
    {
        Codes = [.. (ValidCodes ?? []).Select(DnsNames.CodeOf).OfType<int>()],
        Answers = Answers.Rules,
        Authorities = Authorities.Rules,
        Additionals = Additionals.Rules,
    };

    // Source: blackbox_exporter config, DNSProbe.UnmarshalYAML; what follows the types is only found there by the probe.
    private static DnsProbeConfig Check(DnsProbeConfig c, YamlRules rules)
    {
        if (c.QueryName.Length == 0)
        {
            rules.Fail("query name must be set for DNS module");
        }
        else if (DnsQuestion.TryMake(c.QueryName, 0, 0, c.Recursion, out _) is { } fault)
        {
            rules.Fail(fault, "query_name");
        }

        if (c.QueryClass.Length > 0 && DnsNames.ClassOf(c.QueryClass) is null)
        {
            rules.Fail($"query class '{c.QueryClass}' is not valid", "query_class");
        }

        if (c.QueryType.Length > 0 && DnsNames.TypeOf(c.QueryType) is null)
        {
            rules.Fail($"query type '{c.QueryType}' is not valid", "query_type");
        }

        foreach (string code in (c.ValidCodes ?? []).Where(code => DnsNames.CodeOf(code) is null))
        {
            rules.Fail($"\"{code}\" is not a code that DNS has", "valid_rcodes", "such as NOERROR, NXDOMAIN, REFUSED");
        }

        if (c.Transport is not ("" or "udp" or "tcp"))
        {
            rules.Fail($"transport_protocol \"{c.Transport}\" is neither udp nor tcp", "transport_protocol");
        }

        if (c.OverTls && c.Transport != "tcp")
        {
            rules.Fail("dns_over_tls needs transport_protocol: tcp", "dns_over_tls");
        }

        return c;
    }
}

/// <summary>What the records of one section must look like: <c>validate_answer_rrs</c> and its like.</summary>
public sealed record DnsValidatorConfig
{
    /// <summary>No record may match any of these.</summary>
    public IReadOnlyList<Re2?> FailIfMatches { get; init; } = [];

    /// <summary>See <see cref="DnsRecordRules.FailIfAllMatch"/>.</summary>
    public IReadOnlyList<Re2?> FailIfAllMatch { get; init; } = [];

    /// <summary>Every record must match each of these.</summary>
    public IReadOnlyList<Re2?> FailIfNotMatches { get; init; } = [];

    /// <summary>Some record must match one of these.</summary>
    public IReadOnlyList<Re2?> FailIfNoneMatches { get; init; } = [];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<DnsValidatorConfig> Schema { get; } = new YamlSchema<DnsValidatorConfig>("config.DNSRRValidator", new())
        .Optional("fail_if_matches_regexp", ProbeTypes.Regexes, c => c.FailIfMatches, (c, v) => c with { FailIfMatches = v })
        .Optional("fail_if_all_match_regexp", ProbeTypes.Regexes, c => c.FailIfAllMatch, (c, v) => c with { FailIfAllMatch = v })
        .Optional("fail_if_not_matches_regexp", ProbeTypes.Regexes, c => c.FailIfNotMatches, (c, v) => c with { FailIfNotMatches = v })
        .Optional("fail_if_none_matches_regexp", ProbeTypes.Regexes,
            c => c.FailIfNoneMatches, (c, v) => c with { FailIfNoneMatches = v });

    /// <summary>The rules.</summary>
    public DnsRecordRules Rules => new()
    {
        FailIfMatches = [.. FailIfMatches.OfType<Re2>()],
        FailIfAllMatch = [.. FailIfAllMatch.OfType<Re2>()],
        FailIfNotMatches = [.. FailIfNotMatches.OfType<Re2>()],
        FailIfNoneMatches = [.. FailIfNoneMatches.OfType<Re2>()],
    };
}
