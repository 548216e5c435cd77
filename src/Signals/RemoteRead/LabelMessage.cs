using Tocsin.Model.Labels;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead;

/// <summary>Writes label sets as remote read sends them.</summary>
// Source: Prometheus prompb/types.proto, message Label.
internal static class LabelMessage
{
    /// <summary>Writes each label as the field <paramref name="field"/>.</summary>
    public static void Write(ProtoWriter output, int field, LabelSet labels)
    {
        foreach (LabelSet.Label label in labels)
        {
            int begun = output.Begin(field);
            output.Bytes(1, label.Name);
            output.Bytes(2, label.Value);
            output.End(begun);
        }
    }
}
