using System.Net;
using System.Text;

namespace Tocsin.Templates.Tests.Html;

/// <summary>
/// What a browser makes of a page, without the parts that values may fill: the tags with their attributes' names, the
/// code of scripts without the contents of strings, and whether a URL has a scheme that runs.
/// </summary>
/// <remarks>Written from the HTML standard's tokenizer, without a look at the escaper, as far as the properties need.</remarks>
internal sealed class HtmlSkeleton
{
    private readonly string _page;
    private readonly StringBuilder _skeleton = new();
    private int _at;

    private HtmlSkeleton(string page) => _page = page;

    public static string Of(string page)
    {
        var skeleton = new HtmlSkeleton(page);
        while (skeleton._at < page.Length)
        {
            skeleton.ReadData();
        }

        return skeleton._skeleton.ToString();
    }

    private bool Starts(string text) =>
        string.Compare(_page, _at, text, 0, text.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private void ReadData()
    {
        if (Starts("<!--"))
        {
            int end = _page.IndexOf("-->", _at, StringComparison.Ordinal);
            _at = end < 0 ? _page.Length : end + 3;
            _skeleton.Append("<!---->");
        }
        else if (_page[_at] == '<' && _at + 1 < _page.Length && (char.IsAsciiLetter(_page[_at + 1]) || _page[_at + 1] == '/'))
        {
            ReadTag();
        }
        else
        {
            _at++;
        }
    }

    private void ReadTag()
    {
        int start = _at++;
        while (_at < _page.Length && !" \t\n\f\r/>".Contains(_page[_at], StringComparison.Ordinal) || _at == start + 1)
        {
            _at++;
        }

        string name = _page[(start + 1).._at].ToLowerInvariant();
        _skeleton.Append('<').Append(name);
        while (_at < _page.Length && _page[_at] != '>')
        {
            ReadAttribute();
        }

        _at++;
        _skeleton.Append('>');
        if (name is "script" or "style" or "title" or "textarea")
        {
            ReadBody(name);
        }
    }

    private void ReadAttribute()
    {
        if (" \t\n\f\r/".Contains(_page[_at], StringComparison.Ordinal))
        {
            _at++;
            return;
        }

        int start = _at++;
        while (_at < _page.Length && !" \t\n\f\r/>=".Contains(_page[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        string name = _page[start.._at].ToLowerInvariant();
        _skeleton.Append(' ').Append(name);
        SkipSpace();
        if (_at < _page.Length && _page[_at] == '=')
        {
            _at++;
            SkipSpace();
            Describe(name, WebUtility.HtmlDecode(ReadValue()));
        }
    }

    private string ReadValue()
    {
        int start = _at;
        if (_at < _page.Length && _page[_at] is '"' or '\'')
        {
            int end = _page.IndexOf(_page[_at], _at + 1);
            end = end < 0 ? _page.Length : end;
            _at = Math.Min(_page.Length, end + 1);
            return _page[(start + 1)..end];
        }

        while (_at < _page.Length && !" \t\n\f\r>".Contains(_page[_at], StringComparison.Ordinal))
        {
            _at++;
        }

        return _page[start.._at];
    }

    private void Describe(string name, string value)
    {
        if (name.StartsWith("on", StringComparison.Ordinal))
        {
            _skeleton.Append('=').Append(ScriptSkeleton.Of(value));
        }
        else if (name is "href" or "src" or "action")
        {
            _skeleton.Append(Runs(value) ? "=RUNS" : "");
        }
    }

    // Browsers drop control characters and spaces before and inside a scheme.
    private static bool Runs(string url)
    {
        string bare = string.Concat(url.Where(c => c > ' '));
        return bare.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWith("vbscript:", StringComparison.OrdinalIgnoreCase)
            || bare.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
    }

    private void ReadBody(string name)
    {
        int start = _at;
        while (_at < _page.Length && !(Starts("</" + name) && IsTagEnd(_at + 2 + name.Length)))
        {
            _at++;
        }

        string body = _page[start.._at];
        _skeleton.Append(name == "script" ? ScriptSkeleton.Of(body) : "");
    }

    private bool IsTagEnd(int at) => at < _page.Length && " \t\n\f\r/>".Contains(_page[at], StringComparison.Ordinal);

    private void SkipSpace()
    {
        while (_at < _page.Length && " \t\n\f\r".Contains(_page[_at], StringComparison.Ordinal))
        {
            _at++;
        }
    }
}
