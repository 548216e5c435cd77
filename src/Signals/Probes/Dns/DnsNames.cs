using System.Collections.Frozen;
using System.Globalization;

namespace Tocsin.Signals.Probes.Dns;

/// <summary>The names of types, classes and answer codes.</summary>
// Source: IANA, "Domain Name System (DNS) Parameters", with the names that blackbox_exporter's library has for them.
public static class DnsNames
{
    private static readonly FrozenDictionary<string, ushort> Types = Table(
        "A 1 NS 2 MD 3 MF 4 CNAME 5 SOA 6 MB 7 MG 8 MR 9 NULL 10 PTR 12 HINFO 13 MINFO 14 MX 15 TXT 16 RP 17 AFSDB 18 X25 19 "
        + "ISDN 20 RT 21 NSAP-PTR 23 SIG 24 KEY 25 PX 26 GPOS 27 AAAA 28 LOC 29 NXT 30 EID 31 NIMLOC 32 SRV 33 ATMA 34 NAPTR 35 "
        + "KX 36 CERT 37 DNAME 39 OPT 41 APL 42 DS 43 SSHFP 44 IPSECKEY 45 RRSIG 46 NSEC 47 DNSKEY 48 DHCID 49 NSEC3 50 "
        + "NSEC3PARAM 51 TLSA 52 SMIMEA 53 HIP 55 NINFO 56 RKEY 57 TALINK 58 CDS 59 CDNSKEY 60 OPENPGPKEY 61 CSYNC 62 ZONEMD 63 "
        + "SVCB 64 HTTPS 65 SPF 99 UINFO 100 UID 101 GID 102 UNSPEC 103 NID 104 L32 105 L64 106 LP 107 EUI48 108 EUI64 109 "
        + "NXNAME 128 TKEY 249 TSIG 250 IXFR 251 AXFR 252 MAILB 253 MAILA 254 ANY 255 URI 256 CAA 257 AVC 258 AMTRELAY 260 "
        + "TA 32768 DLV 32769");

    private static readonly FrozenDictionary<string, ushort> Classes = Table("IN 1 CS 2 CH 3 HS 4 NONE 254 ANY 255");

    private static readonly FrozenDictionary<string, ushort> Codes = Table(
        "NOERROR 0 FORMERR 1 SERVFAIL 2 NXDOMAIN 3 NOTIMP 4 REFUSED 5 YXDOMAIN 6 YXRRSET 7 NXRRSET 8 NOTAUTH 9 NOTZONE 10 "
        + "DSOTYPENI 11 BADSIG 16 BADKEY 17 BADTIME 18 BADMODE 19 BADNAME 20 BADALG 21 BADTRUNC 22 BADCOOKIE 23");

    private static readonly FrozenDictionary<ushort, string> TypeNames = Types.ToFrozenDictionary(t => t.Value, t => t.Key);
    private static readonly FrozenDictionary<ushort, string> ClassNames = Classes.ToFrozenDictionary(t => t.Value, t => t.Key);
    private static readonly FrozenDictionary<ushort, string> CodeNames = Codes.ToFrozenDictionary(t => t.Value, t => t.Key);

    /// <summary>The number of a type; null for one that nobody knows.</summary>
    public static ushort? TypeOf(string name) => Types.TryGetValue(name, out ushort number) ? number : null;

    /// <summary>The number of a class; null for one that nobody knows.</summary>
    public static ushort? ClassOf(string name) => Classes.TryGetValue(name, out ushort number) ? number : null;

    /// <summary>The number of an answer code; null for one that nobody knows.</summary>
    public static int? CodeOf(string name) => Codes.TryGetValue(name, out ushort number) ? number : null;

    /// <summary>A type's name, <c>TYPE65280</c> for one without.</summary>
    public static string TypeName(ushort type) => TypeNames.GetValueOrDefault(type) ?? Numbered("TYPE", type);

    /// <summary>A class's name, <c>CLASS17</c> for one without.</summary>
    public static string ClassName(ushort number) => ClassNames.GetValueOrDefault(number) ?? Numbered("CLASS", number);

    /// <summary>An answer code's name, <c>RCODE12</c> for one without.</summary>
    public static string CodeName(int code) => CodeNames.GetValueOrDefault((ushort)code) ?? Numbered("RCODE", code);

    private static string Numbered(string word, int number) => word + number.ToString(CultureInfo.InvariantCulture);

    private static FrozenDictionary<string, ushort> Table(string text)
    {
        string[] words = text.Split(' ');
        return Enumerable.Range(0, words.Length / 2).ToFrozenDictionary(
            i => words[2 * i], i => ushort.Parse(words[(2 * i) + 1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }
}
