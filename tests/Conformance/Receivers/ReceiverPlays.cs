namespace Tocsin.Conformance.Receivers;

/// <summary>Plays the script once for all tests, and again, more slowly, for one that found a difference.</summary>
[CollectionDefinition(Collection)]
public sealed class ReceiverPlays : ICollectionFixture<ReceiverPlays>
{
    /// <summary>The name of the collection of tests that share it.</summary>
    public const string Collection = "receiver plays";

    private readonly Lock _gate = new();
    private readonly List<Task<ReceiverPlay>> _plays = [];

    /// <summary>The play of that number, from 0; played if it has not been.</summary>
    internal Task<ReceiverPlay> GetAsync(int number)
    {
        lock (_gate)
        {
            if (_plays.Count == number)
            {
                _plays.Add(ReceiverPlay.RunAsync(patience: 1 + number));
            }

            return _plays[number];
        }
    }
}
