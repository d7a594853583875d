using System.Text;

namespace TypedAmqp.Generators.Emission;

/// <summary>Source text with indentation. Line ends are <c>\n</c> on every machine, so that what is emitted does not depend on it.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes text of one line or several, each indented.</summary>
    public SourceWriter Write(string text)
    {
        if (text.IndexOf('\n') < 0)
        {
            WriteLine(text);
            return this;
        }

        foreach (string line in text.Replace("\r\n", "\n").Split('\n'))
        {
            WriteLine(line);
        }

        return this;
    }

    public SourceWriter Blank() => Write("");

    /// <summary>Writes a head and an opening brace, and indents what follows.</summary>
    public SourceWriter Open(string head)
    {
        Write(head);
        Write("{");
        return Indent();
    }

    public SourceWriter Indent()
    {
        _depth++;
        return this;
    }

    public SourceWriter Outdent()
    {
        _depth--;
        return this;
    }

    /// <summary>Ends what <see cref="Open"/> began.</summary>
    public SourceWriter Close(string tail = "}")
    {
        Outdent();
        return Write(tail);
    }

    private void WriteLine(string line)
    {
        if (line.Length > 0)
        {
            _text.Append(' ', 4 * _depth).Append(line);
        }

        _text.Append('\n');
    }

    public override string ToString() => _text.ToString();
}
