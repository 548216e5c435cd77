using System.Security.Cryptography;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.HttpClients;

/// <summary>Measures one exchange and tells the observer of it.</summary>
/// <param name="observer">Who wants to know.</param>
/// <param name="time">The clock.</param>
/// <param name="action">What is done with whom, without secrets.</param>
/// <param name="body">What is sent.</param>
internal readonly struct HopMeter(ISendObserver observer, TimeProvider time, string action, ReadOnlyMemory<byte> body)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>The exchange ended with an answer, or with what kept it from coming.</summary>
    /// <param name="code">The status; 0 if there was none.</param>
    /// <param name="answer">Without secrets.</param>
    public void End(int code, string answer)
    {
        if (observer is NoSendObserver)
        {
            return;
        }

        observer.HopEnded(new SendHop
        {
            Action = action,
            Code = code,
            Answer = answer,
            Duration = time.GetElapsedTime(_began),
            BodyBytes = body.Length,
            BodyDigest = body.IsEmpty ? "" : Convert.ToHexStringLower(SHA256.HashData(body.Span)),
        });
    }
}
