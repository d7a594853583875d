using TypedAmqp.Conformance.Wire;

namespace TypedAmqp.Conformance.Playing;

/// <summary>
/// The confirms of a channel. How many publishes one basic.ack confirms is the broker's business and a matter of moments: here each publish has its
/// own.
/// </summary>
internal sealed class Confirms
{
    private readonly SortedSet<ulong> _open = [];
    private ulong _published;

    /// <summary>One more.</summary>
    public void Published() => _open.Add(++_published);

    /// <summary>A confirm as one for each publish.</summary>
    public IEnumerable<Received> Expand(Received confirm)
    {
        ulong tag = confirm.Number("delivery-tag");
        ulong[] confirmed = confirm.Number("multiple") != 0 ? [.. _open.Where(open => open <= tag || tag == 0)] : [tag];
        foreach (ulong each in confirmed)
        {
            if (!_open.Remove(each))
            {
                throw new FormatException($"A broker confirmed publish {each}, which was not open.");
            }

            yield return confirm with { Arguments = [new Field("delivery-tag", new FieldValue('l', (long)each))] };
        }
    }
}
