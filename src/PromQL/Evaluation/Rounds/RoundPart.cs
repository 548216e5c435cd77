namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>A part of one or more expressions, evaluated once per round however many of them have it.</summary>
internal abstract class RoundPart
{
    private long _round = -1;
    private long _samples;

    /// <summary>The last round in which it was needed.</summary>
    public long LastRound => _round;

    /// <summary>Makes sure that it is evaluated in this round.</summary>
    protected void Need(RoundContext context)
    {
        if (_round == context.Round)
        {
            context.Samples += _samples;
            return;
        }

        context.Budget.CheckTime();
        long before = context.Samples;
        Compute(context);
        _samples = context.Samples - before;
        _round = context.Round;
    }

    /// <summary>Evaluates it.</summary>
    /// <exception cref="RoundFallback">The plain evaluator has to.</exception>
    protected abstract void Compute(RoundContext context);
}

/// <summary>A part that is a number.</summary>
internal abstract class ScalarPart : RoundPart
{
    protected double Number { get; set; }

    /// <summary>Its value in this round.</summary>
    public double Value(RoundContext context)
    {
        Need(context);
        return Number;
    }
}

/// <summary>A part that is an instant vector.</summary>
internal abstract class VectorPart : RoundPart
{
    protected RoundVector Output { get; } = new();

    /// <summary>How many places its value has, after a round.</summary>
    public int PlaceCount => Output.Count;

    /// <summary>The memory that labels and values take, roughly, after a round.</summary>
    public long FrameBytes => Output.Frame.Bytes + (Output.Count * 9L);

    /// <summary>Its value in this round; belongs to the part.</summary>
    public RoundVector Value(RoundContext context)
    {
        Need(context);
        return Output;
    }
}
