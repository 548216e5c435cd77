using System.Text;

namespace Tocsin.Signals.Spans;

/// <summary>The attributes that are looked at, each once, and which of them makes what. Immutable.</summary>
internal sealed class AttributeNames
{
    private readonly byte[][] _names;
    private readonly uint _lengths;

    /// <summary>Collects the names of the options.</summary>
    public AttributeNames(SpanOptions options)
    {
        var names = new List<string> { "service.name" };
        int IndexOf(string name)
        {
            if (!names.Contains(name))
            {
                names.Add(name);
            }

            return names.IndexOf(name);
        }

        Dimensions = [.. options.Dimensions.Select(dimension => IndexOf(dimension.Attribute))];
        Defaults = [.. options.Dimensions.Select(dimension => Encoding.UTF8.GetBytes(dimension.Default))];
        Databases = options.Graph.IsOn ? [.. options.Graph.DatabaseAttributes.Select(IndexOf)] : [];
        Peers = options.Graph is { IsOn: true, HasVirtualNodes: true } ? [.. options.Graph.PeerAttributes.Select(IndexOf)] : [];
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        foreach (byte[] name in _names)
        {
            _lengths |= 1u << Math.Min(name.Length, 31);
        }
    }

    /// <summary>How many names there are.</summary>
    public int Count => _names.Length;

    /// <summary>The name of a service is always the first.</summary>
    public const int Service = 0;

    /// <summary>The attribute of each dimension.</summary>
    public int[] Dimensions { get; }

    /// <summary>What each dimension is where its attribute is missing.</summary>
    public byte[][] Defaults { get; }

    /// <summary>The attributes that name a database, in their order.</summary>
    public int[] Databases { get; }

    /// <summary>The attributes that name what is called, in their order.</summary>
    public int[] Peers { get; }

    /// <summary>Which of the names it is; -1 if it is none of them.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        // Most attributes are not looked at, and most of those are of a length that no name here has.
        if ((_lengths & (1u << Math.Min(name.Length, 31))) == 0)
        {
            return -1;
        }

        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
