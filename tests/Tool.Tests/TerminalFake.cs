using System.Text;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Tests;

/// <summary>A terminal whose streams are texts.</summary>
internal sealed class TerminalFake
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public TerminalFake(string input = "", VirtualTime? time = null)
    {
        Terminal = new Terminal
        {
            Out = new StringWriter(_out) { NewLine = "\n" },
            Error = new StringWriter(_error) { NewLine = "\n" },
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Environment = name => Variables.GetValueOrDefault(name),
            Time = time ?? new VirtualTime(),
        };
    }

    public Dictionary<string, string> Variables { get; } = [];

    public Terminal Terminal { get; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();
}
