using FsCheck;
using FsCheck.Fluent;
using Tocsin.Regexes;
using Tocsin.Signals.Probes.Dns;
using Tocsin.TestKit.Probes;

namespace Tocsin.Signals.Tests.Probes;

public sealed class DnsTests
{
    private static readonly byte[] Question = Ask("example.com", "A", id: 7);

    [Fact]
    public void A_question_is_written_as_the_wire_has_it()
    {
        Assert.Equal(
            [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. PlayedNames.Name("example.com"), 0, 1, 0, 1],
            Question);
        Assert.Null(DnsQuestion.TryMake(".", 2, 1, false, out DnsQuestion? root));
        Assert.Equal([0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1], root!.Write(9));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com")]
    public void What_is_no_name_is_refused(string name) =>
        Assert.Contains("not a name that DNS can have", DnsQuestion.TryMake(name, 1, 1, true, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("A", new byte[] { 10, 0, 0, 7 }, "10.0.0.7")]
    [InlineData("AAAA", new byte[] { 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, "fd00::1")]
    [InlineData("MX", new byte[] { 0, 10, 1, (byte)'m', 0xC0, 12 }, "10 m.example.com.")]
    [InlineData("SRV", new byte[] { 0, 1, 0, 2, 0x23, 0x8C, 0xC0, 12 }, "1 2 9100 example.com.")]
    [InlineData("CNAME", new byte[] { 3, (byte)'w', (byte)'.', (byte)'w', 0xC0, 12 }, @"w\.w.example.com.")]
    [InlineData("TXT", new byte[] { 2, (byte)'a', (byte)'"', 1, 7 }, "\"a\\\"\" \"\\007\"")]
    [InlineData("CAA", new byte[] { 0, 5, (byte)'i', (byte)'s', (byte)'s', (byte)'u', (byte)'e', (byte)'x' }, "0 issue \"x\"")]
    [InlineData("DS", new byte[] { 0, 9, 8, 2, 0xab }, "9 8 2 AB")]
    [InlineData("LOC", new byte[] { 1, 2 }, @"\# 2 0102")]
    public void Records_are_told_as_zone_files_have_them(string type, byte[] data, string content)
    {
        byte[] message = PlayedNames.Answer(Question, 0, [PlayedNames.Record(DnsNames.TypeOf(type)!.Value, 300, data)]);
        Assert.Null(DnsReply.TryRead(message, out DnsReply? reply));
        Assert.Equal($"example.com.\t300\tIN\t{type}\t{content}", Assert.Single(reply!.Answers).ToString());
    }

    [Fact]
    public void A_zone_has_a_serial_and_an_answer_its_code_with_the_upper_bits()
    {
        byte[] zone = [.. PlayedNames.Name("ns"), .. PlayedNames.Name("mail"), 0, 0, 0, 42, .. new byte[15], 5];
        byte[] option = [0, 0, 41, 16, 0, 1, 0, 0, 0, 0, 0];
        byte[] message = PlayedNames.Answer(Question, 0, [PlayedNames.Record(6, 60, zone)], [], [option]);
        Assert.Null(DnsReply.TryRead(message, out DnsReply? reply));
        Assert.Equal((42u, "BADSIG"), (reply!.Answers[0].Serial!.Value, DnsNames.CodeName(reply.Code)));
        Assert.Equal("example.com.\t60\tIN\tSOA\tns. mail. 42 0 0 0 5", reply.Answers[0].ToString());
    }

    [Theory]
    [InlineData(1, new byte[] { 10, 0, 0 })]
    [InlineData(5, new byte[] { 0xC0, 41 })]
    [InlineData(15, new byte[] { 0, 10 })]
    [InlineData(16, new byte[] { 5, 1 })]
    [InlineData(6, new byte[] { 0, 0, 1 })]
    public void Records_whose_bytes_do_not_fit_their_type_are_damaged(ushort type, byte[] data)
    {
        byte[] message = PlayedNames.Answer(Question, 0, [PlayedNames.Record(type, 1, data)]);
        Assert.Equal("record 1 of section 1 of the answer is damaged", DnsReply.TryRead(message, out _));
    }

    [Fact]
    public void Any_bytes_are_an_answer_or_a_fault_and_never_an_exception()
    {
        byte[] good = PlayedNames.Answer(
            Question, 0, [PlayedNames.Record(1, 1, 1, 2, 3, 4), PlayedNames.Record(15, 1, 0, 1, 0xC0, 12)]);
        Prop.ForAll<byte[], int, byte>((bytes, at, value) =>
        {
            byte[] changed = [.. good];
            changed[(at & int.MaxValue) % good.Length] = value;
            foreach (byte[] message in (byte[][])[bytes, changed, changed[..(value % good.Length)], [.. Question[..12], .. bytes]])
            {
                bool isRead = DnsReply.TryRead(message, out DnsReply? reply) is null;
                if (isRead != reply is not null)
                {
                    return false;
                }

                _ = string.Concat(reply?.Answers ?? []);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_name_that_can_be_asked_for_comes_back_from_the_answer() => Prop.ForAll<byte[], PositiveInt>((label, length) =>
    {
        string escaped = string.Concat(label.Take(1 + (length.Get % 20)).Select(b => $"\\{b:000}"));
        if (escaped.Length == 0)
        {
            return true;
        }

        byte[] asked = Ask(escaped + ".x", "CNAME", 1);
        byte[] message = PlayedNames.Answer(asked, 0, [PlayedNames.Record(5, 0, 0xC0, 12)]);
        Assert.Null(DnsReply.TryRead(message, out DnsReply? reply));
        string name = reply!.Answers[0].Name;
        return asked.AsSpan().SequenceEqual(Ask(name, "CNAME", 1));
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Regexes_decide_about_records_as_upstream_does()
    {
        DnsRecord[] records = [Record("10.0.0.1"), Record("10.0.0.2")];
        Assert.Null(new DnsRecordRules().Judge("answer", records));
        Assert.Contains(
            "matches \"0.2$\"", new DnsRecordRules { FailIfMatches = [Re2.Compile("0.2$")] }.Judge("answer", records),
            StringComparison.Ordinal);
        Assert.Contains(
            "does not match", new DnsRecordRules { FailIfNotMatches = [Re2.Compile("0.2$")] }.Judge("answer", records),
            StringComparison.Ordinal);
        Assert.Null(new DnsRecordRules { FailIfNoneMatches = [Re2.Compile("0.2$")] }.Judge("answer", records));
        Assert.NotNull(new DnsRecordRules { FailIfNoneMatches = [Re2.Compile("0.3$")] }.Judge("answer", records));
        Assert.NotNull(new DnsRecordRules { FailIfNoneMatches = [Re2.Compile("")] }.Judge("answer", []));
        Assert.NotNull(new DnsRecordRules { FailIfAllMatch = [Re2.Compile("0.2$")] }.Judge("answer", records));
        Assert.Null(new DnsRecordRules { FailIfAllMatch = [Re2.Compile("10[.]")] }.Judge("answer", records));
    }

    [Fact]
    public void Only_no_error_is_a_good_code_unless_others_are_named()
    {
        DnsReply reply = new() { Code = 3, IsCut = false, Answers = [], Authorities = [], Additionals = [] };
        Assert.Equal("the answer's code is NXDOMAIN, wanted is NOERROR", new DnsRules().Judge(reply));
        Assert.Null(new DnsRules { Codes = [0, 3] }.Judge(reply));
    }

    private static DnsRecord Record(string content) => new("a.", 1, 1, 1, content);

    private static byte[] Ask(string name, string type, ushort id)
    {
        Assert.Null(DnsQuestion.TryMake(name, DnsNames.TypeOf(type)!.Value, 1, true, out DnsQuestion? question));
        return question!.Write(id);
    }
}
