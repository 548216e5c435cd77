using Tocsin.Model.Seams;

namespace Tocsin.Notify.Tests.Contracts;

/// <summary>Keeps the exchanges of an attempt.</summary>
internal sealed class RecordedHops : List<SendHop>, ISendObserver
{
    public void HopEnded(SendHop hop) => Add(hop);
}
