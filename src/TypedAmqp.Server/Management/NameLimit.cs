using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>Names and keys are short strings on the wire (section 4.2.5.3 of the specification): what is longer cannot be declared.</summary>
internal static class NameLimit
{
    /// <summary>Looks at a name or a key.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public static void Check(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > ShortString.MaxLength)
        {
            throw new ArgumentException($"'{name[..20]}...' has more than {ShortString.MaxLength} octets, which no name and no key may have.");
        }
    }
}
