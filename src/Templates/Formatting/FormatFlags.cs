namespace Tocsin.Templates.Formatting;

/// <summary>What stands between a percent sign and its verb.</summary>
internal struct FormatFlags
{
    public bool Plus;
    public bool Minus;
    public bool Sharp;
    public bool Space;
    public bool Zero;
    public bool PlusV;
    public bool SharpV;
    public int? Width;
    public int? Precision;
}
