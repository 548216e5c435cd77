using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.Tests.Wire;

namespace Tocsin.Signals.Tests.RemoteRead;

public sealed class ReadRequestTests
{
    [Fact]
    public void A_query_has_its_matchers_its_window_and_its_hints()
    {
        ProtoText query = ReadAnswer.Query(-5, 2000, (0, "__name__", "up"), (3, "job", "a.*"))
            .Message(4, new ProtoText().Varint(1, 15_000).Text(2, "rate").Varint(3, 100).Varint(4, 1900).Varint(7, 300_000));
        ReadQuery read = Assert.Single(Read(new ProtoText().Message(1, query)).Queries);

        Assert.Equal(["__name__=\"up\"", "job!~\"a.*\""], read.Series.Matchers.Select(m => m.ToString()));
        Assert.Equal(
            (100, 1900, 15_000, 300_000, "rate", true),
            (read.Series.FromMs, read.Series.ToMs, read.Series.StepMs, read.Series.RangeMs, read.Series.Function, read.WantsSamples));
    }

    [Theory]
    [InlineData(ReadAnswerType.Samples)]
    [InlineData(ReadAnswerType.Samples, 0UL)]
    [InlineData(ReadAnswerType.Chunks, 1UL)]
    [InlineData(ReadAnswerType.Chunks, 1UL, 0UL)]
    [InlineData(ReadAnswerType.Samples, 0UL, 1UL)]
    [InlineData(ReadAnswerType.Chunks, 7UL, 1UL)]
    public void The_first_type_that_both_sides_have_is_taken(ReadAnswerType wanted, params ulong[] accepted)
    {
        Assert.Equal(wanted, Read(accepted.Length == 0 ? new ProtoText() : new ProtoText().Packed(2, accepted)).AnswerType);
        Assert.Equal(wanted, Read(accepted.Aggregate(new ProtoText(), (r, a) => r.Varint(2, a))).AnswerType);
    }

    [Fact]
    public void What_is_wrong_is_told()
    {
        Assert.Equal("snappy: corrupt input", Fault([]));
        Assert.Equal("snappy: corrupt input", Fault([5, 1]));
        Assert.Equal("snappy: decoded length 4294967295 exceeds limit 33554432", Fault([255, 255, 255, 255, 15]));
        Assert.Equal("proto: the body is not a read request", Fault(new ProtoText().Message(1, [255]).Snappy()));
        Assert.Equal(
            "server does not support any of the requested response types: [7 9]; supported: [SAMPLES STREAMED_XOR_CHUNKS]",
            Fault(new ProtoText().Packed(2, 7, 9).Snappy()));
        Assert.Equal("invalid matcher type", Fault(new ProtoText().Message(1, ReadAnswer.Query(0, 1, (4, "a", "b"))).Snappy()));
        Assert.Equal(
            "matcher of the label \"a\": error parsing regexp: missing closing ): `(`",
            Fault(new ProtoText().Message(1, ReadAnswer.Query(0, 1, (2, "a", "("))).Snappy()));
    }

    [Fact]
    public void Many_queries_and_matchers_are_refused()
    {
        ProtoText queries = Enumerable.Range(0, ReadRequestDecoder.QueriesMax + 1)
            .Aggregate(new ProtoText(), (r, _) => r.Message(1, []));
        Assert.Equal("the request has more than 1000 queries", Fault(queries.Snappy()));

        ProtoText query = ReadAnswer.Query(
            0, 1, [.. Enumerable.Repeat((0, "a", "b"), ReadRequestDecoder.MatchersMax + 1)]);
        Assert.Equal("the request has more than 10000 matchers", Fault(new ProtoText().Message(1, query).Snappy()));
    }

    [Fact]
    public void Any_damage_is_answered()
    {
        byte[] body = new ProtoText().Message(1, ReadAnswer.Query(0, 2000, (0, "__name__", "up"), (3, "job", "a.*"))
            .Message(4, new ProtoText().Varint(1, 15_000).Text(2, "rate").Varint(3, 100).Varint(4, 1900))).Packed(2, 1, 0).Snappy();
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = [.. body.Take(random.Next(4) == 0 ? random.Next(body.Length + 1) : body.Length)];
            for (int changes = random.Next(4); changes > 0 && damaged.Length > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            ReadRequest? read = ReadRequestDecoder.Decode(damaged, out string? fault);
            Assert.Equal(read is null, fault is not null);
            refused += read is null ? 1 : 0;
        }

        Assert.InRange(refused, 5000, 19_000);
    }

    private static ReadRequest Read(ProtoText request)
    {
        ReadRequest? read = ReadRequestDecoder.Decode(request.Snappy(), out string? fault);
        Assert.Null(fault);
        return read!;
    }

    private static string Fault(byte[] body)
    {
        Assert.Null(ReadRequestDecoder.Decode(body, out string? fault));
        return fault!;
    }
}
