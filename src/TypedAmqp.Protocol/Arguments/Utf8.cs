using System.Text;

namespace TypedAmqp.Protocol;

/// <summary>UTF-8 as names and strings are written.</summary>
internal static class Utf8
{
    /// <summary>Throws <see cref="ArgumentException"/> instead of replacing what cannot be encoded: a name never changes silently.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
