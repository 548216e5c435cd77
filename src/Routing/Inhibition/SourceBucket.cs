namespace Tocsin.Routing.Inhibition;

/// <summary>The sources of one rule for one set of equal values.</summary>
internal sealed class SourceBucket(byte[] key)
{
    private SourceZone? _sourceOnly;
    private SourceZone? _twoSided;

    public byte[] Key { get; } = key;

    /// <summary>Sources that are not targets of the rule: they inhibit every target.</summary>
    public SourceZone? SourceOnly => _sourceOnly;

    /// <summary>Sources that are targets too: they do not inhibit their like, nor so themselves.</summary>
    public SourceZone? TwoSided => _twoSided;

    public bool IsEmpty => _sourceOnly is not { IsEmpty: false } && _twoSided is not { IsEmpty: false };

    public SourceZone Zone(bool twoSided) =>
        twoSided ? _twoSided ??= new(this) : _sourceOnly ??= new(this);
}
