using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Model.Compression;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Reads the bodies of remote read.</summary>
// Source: Prometheus prompb/remote.proto, message ReadRequest; storage/remote, DecodeReadRequest, with its texts.
public static class ReadRequestDecoder
{
    /// <summary>How many bytes an unpacked request may have.</summary>
    public const int MessageBytesMax = 32 * 1024 * 1024;

    /// <summary>How many queries a request may have.</summary>
    public const int QueriesMax = 1000;

    /// <summary>How many matchers the queries of a request may have together: each costs a look at an index.</summary>
    public const int MatchersMax = 10_000;

    /// <summary>Reads a request; null, with what is wrong, if it is none.</summary>
    /// <param name="body">Packed by Snappy's block format.</param>
    /// <param name="fault">What is wrong; null if nothing is.</param>
    public static ReadRequest? Decode(ReadOnlySpan<byte> body, out string? fault)
    {
        if (!SnappyBlock.TryReadLength(body, out uint length, out _))
        {
            fault = "snappy: corrupt input";
            return null;
        }

        if (length > MessageBytesMax)
        {
            fault = $"snappy: decoded length {length} exceeds limit {MessageBytesMax}";
            return null;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            Span<byte> message = rented.AsSpan(0, (int)length);
            if (SnappyBlock.TryDecode(body, message))
            {
                return new Reading().Request(message, out fault);
            }

            fault = "snappy: corrupt input";
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private sealed class Reading
    {
        private readonly List<ReadQuery> _queries = [];
        private readonly List<int> _types = [];
        private string? _fault;
        private int _matchers;

        public ReadRequest? Request(ReadOnlySpan<byte> message, out string? fault)
        {
            var field = new ProtoReader(message);
            while (_fault is null && field.TryNext())
            {
                switch (field.Field)
                {
                    case 1 when field.Wire == ProtoWire.Bytes:
                        Query(field.Bytes);
                        break;
                    case 2:
                        Types(field);
                        break;
                }
            }

            NoteDamage(field);
            ReadAnswerType type = _types.Count == 0 ? ReadAnswerType.Samples : Negotiated();
            fault = _fault;
            return fault is null ? new ReadRequest(_queries, type) : null;
        }

        private void NoteDamage(in ProtoReader field)
        {
            if (field.IsDamaged)
            {
                _fault ??= "proto: the body is not a read request";
            }
        }

        private void Types(in ProtoReader field)
        {
            if (field.Wire == ProtoWire.Varint)
            {
                _types.Add((int)field.Number);
                return;
            }

            ReadOnlySpan<byte> packed = field.Wire == ProtoWire.Bytes ? field.Bytes : default;
            while (!packed.IsEmpty && _fault is null)
            {
                if (!ProtoReader.TryVarint(ref packed, out ulong type))
                {
                    _fault = "proto: the body is not a read request";
                    return;
                }

                _types.Add((int)type);
            }
        }

        private ReadAnswerType Negotiated()
        {
            foreach (int type in _types)
            {
                if (type is (int)ReadAnswerType.Samples or (int)ReadAnswerType.Chunks)
                {
                    return (ReadAnswerType)type;
                }
            }

            string asked = string.Join(' ', _types.Take(10).Select(t => t.ToString(CultureInfo.InvariantCulture)));
            _fault ??= $"server does not support any of the requested response types: [{asked}]; "
                + "supported: [SAMPLES STREAMED_XOR_CHUNKS]";
            return default;
        }

        private void Query(ReadOnlySpan<byte> message)
        {
            if (_queries.Count >= QueriesMax)
            {
                _fault = $"the request has more than {QueriesMax} queries";
                return;
            }

            var matchers = new List<LabelMatcher>();
            (long from, long to) = (0, 0);
            Hints? hints = null;
            var field = new ProtoReader(message);
            while (_fault is null && field.TryNext())
            {
                switch (field.Field)
                {
                    case 1:
                        from = field.AsSigned;
                        break;
                    case 2:
                        to = field.AsSigned;
                        break;
                    case 3 when field.Wire == ProtoWire.Bytes:
                        Matcher(field.Bytes, matchers);
                        break;
                    case 4 when field.Wire == ProtoWire.Bytes:
                        hints = HintsOf(field.Bytes);
                        break;
                }
            }

            NoteDamage(field);
            if (_fault is null)
            {
                _queries.Add(QueryOf(matchers, from, to, hints));
            }
        }

        // What the hints say of the time is narrower than the query: it leaves out what lookback and offsets skip.
        private static ReadQuery QueryOf(List<LabelMatcher> matchers, long from, long to, Hints? hints) => new(
            new SeriesQuery
            {
                Matchers = matchers,
                FromMs = Math.Max(from, hints?.From ?? from),
                ToMs = Math.Min(to, hints?.To ?? to),
                StepMs = Math.Max(0, hints?.Step ?? 0),
                RangeMs = Math.Max(0, hints?.Range ?? 0),
                Function = hints?.Function ?? "",
            },
            hints?.Function != "series");

        private void Matcher(ReadOnlySpan<byte> message, List<LabelMatcher> into)
        {
            ulong op = 0;
            ReadOnlySpan<byte> name = default;
            ReadOnlySpan<byte> value = default;
            var field = new ProtoReader(message);
            while (field.TryNext())
            {
                op = field.Field == 1 && field.Wire == ProtoWire.Varint ? field.Number : op;
                name = field.Field == 2 && field.Wire == ProtoWire.Bytes ? field.Bytes : name;
                value = field.Field == 3 && field.Wire == ProtoWire.Bytes ? field.Bytes : value;
            }

            NoteDamage(field);
            if (++_matchers > MatchersMax)
            {
                _fault ??= $"the request has more than {MatchersMax} matchers";
            }
            else if (op > (ulong)MatchOp.NotRegex)
            {
                _fault ??= "invalid matcher type";
            }
            else if (!System.Text.Unicode.Utf8.IsValid(name) || !System.Text.Unicode.Utf8.IsValid(value))
            {
                _fault ??= "a matcher is not valid UTF-8";
            }
            else if (_fault is null)
            {
                // The enumerations of the wire and of the model have the same order.
                bool ok = LabelMatcher.TryCreateSelector(
                    (MatchOp)op, Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value),
                    out LabelMatcher? matcher, out string? wrong);
                _fault = ok ? null : $"matcher of the label {GoQuote.Quote(Encoding.UTF8.GetString(name))}: {wrong}";
                into.Add(matcher!);
            }
        }

        private Hints HintsOf(ReadOnlySpan<byte> message)
        {
            var hints = new Hints();
            var field = new ProtoReader(message);
            while (field.TryNext())
            {
                hints = field.Field switch
                {
                    1 => hints with { Step = field.AsSigned },
                    2 when field.Wire == ProtoWire.Bytes => hints with { Function = Encoding.UTF8.GetString(field.Bytes) },
                    3 => hints with { From = field.AsSigned },
                    4 => hints with { To = field.AsSigned },
                    7 => hints with { Range = field.AsSigned },
                    _ => hints,
                };
            }

            NoteDamage(field);
            return hints;
        }
    }

    private sealed record Hints(long From = 0, long To = 0, long Step = 0, long Range = 0, string Function = "");
}
