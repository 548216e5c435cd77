using System.Buffers;
using System.Runtime.CompilerServices;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>
/// What answers say of the series of a frame, ready to be copied. It goes with the frame, of which the evaluator keeps as
/// many as it has room for. Immutable.
/// </summary>
internal sealed class FrameJson
{
    private static readonly ConditionalWeakTable<object, FrameJson> Known = [];

    private readonly byte[] _json;
    private readonly int[] _ends;

    private FrameJson(ReadOnlySpan<LabelSet> labels)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        var output = new JsonOutput(bytes);
        _ends = new int[labels.Length];
        for (int i = 0; i < _ends.Length; i++)
        {
            output.Raw(",{\"metric\":"u8).Labels(labels[i]).Raw(",\"value\":["u8).Commit();
            _ends[i] = bytes.WrittenCount;
        }

        _json = bytes.WrittenSpan.ToArray();
    }

    /// <summary>That of the frame of some samples, made the first time.</summary>
    public static FrameJson Of(FramedSamples samples) => Known.TryGetValue(samples.FrameIdentity, out FrameJson? known)
        ? known
        : Known.GetOrAdd(samples.FrameIdentity, static (_, s) => new FrameJson(s.FrameLabels), samples);

    /// <summary>The sample at a place up to its time, with a comma in front.</summary>
    public ReadOnlySpan<byte> Begin(int place)
    {
        int start = place == 0 ? 0 : _ends[place - 1];
        return _json.AsSpan(start, _ends[place] - start);
    }
}
