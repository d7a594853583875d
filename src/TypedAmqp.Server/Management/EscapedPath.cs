using System.Buffers;
using System.Text;

namespace TypedAmqp.Server.Management;

/// <summary>
/// The path of a request in its parts. A name may have a slash in it, escaped: the path that Kestrel offers does not tell one from another.
/// </summary>
internal static class EscapedPath
{
    private const int EscapeLength = 3;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The parts, each unescaped; null when one is not escaped as it should be. A slash at the end counts for nothing.</summary>
    /// <param name="target">The target of the request as it was sent.</param>
    public static string[]? TrySplit(string target)
    {
        string path = target.Split('?', 2)[0];
        if (!path.StartsWith('/') && path.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
        {
            // As proxies send it (RFC 9112, section 3.2.2).
            int start = path.IndexOf('/', scheme + "://".Length);
            path = start < 0 ? "" : path[start..];
        }

        path = path.Trim('/');
        if (path.Length == 0)
        {
            return [];
        }

        string[] escaped = path.Split('/');
        string[] parts = [.. escaped.Select(Unescape).OfType<string>()];
        return parts.Length == escaped.Length ? parts : null;
    }

    private static string? Unescape(string part)
    {
        byte[] octets = new byte[Encoding.UTF8.GetMaxByteCount(part.Length)];
        int count = 0;
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] != '%')
            {
                count += Encoding.UTF8.GetBytes(part, i, 1, octets, count);
                continue;
            }

            if (i + EscapeLength > part.Length
                || Convert.FromHexString(part.AsSpan(i + 1, EscapeLength - 1), octets.AsSpan(count), out _, out _) != OperationStatus.Done)
            {
                return null;
            }

            count++;
            i += EscapeLength - 1;
        }

        try
        {
            return Utf8.GetString(octets, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
