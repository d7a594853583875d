using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.Generators.Tests;

/// <summary>Source with the expected diagnostics in it: <c>{|TAMQP002:amq.|}orders</c>.</summary>
internal sealed class MarkedSource
{
    public MarkedSource(string marked)
    {
        StringBuilder text = new();
        List<(string Id, TextSpan Span)> expected = [];
        Stack<(string Id, int Start)> open = new();
        for (int position = 0; position < marked.Length; position++)
        {
            if (marked.AsSpan(position).StartsWith("{|TAMQP"))
            {
                int colon = marked.IndexOf(':', position);
                open.Push((marked[(position + 2)..colon], text.Length));
                position = colon;
            }
            else if (open.Count > 0 && marked.AsSpan(position).StartsWith("|}"))
            {
                (string id, int start) = open.Pop();
                expected.Add((id, TextSpan.FromBounds(start, text.Length)));
                position++;
            }
            else
            {
                text.Append(marked[position]);
            }
        }

        Text = text.ToString();
        Expected = [.. expected.OrderBy(static item => item.Span.Start).ThenBy(static item => item.Id, StringComparer.Ordinal)];
    }

    public string Text { get; }

    public IReadOnlyList<(string Id, TextSpan Span)> Expected { get; }
}
