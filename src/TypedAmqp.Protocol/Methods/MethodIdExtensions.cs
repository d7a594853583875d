namespace TypedAmqp.Protocol;

public static partial class MethodIdExtensions
{
    extension(MethodId id)
    {
        /// <summary>The class of the method: 60 for basic.publish.</summary>
        public ushort ClassId => (ushort)((uint)id >> 16);

        /// <summary>The number of the method within its class: 40 for basic.publish.</summary>
        public ushort Number => (ushort)id;

        /// <summary>The name in the specification, such as <c>basic.publish</c>; the two numbers of a method that is unknown.</summary>
        public string Name => NameOf(id) is { Length: > 0 } name ? name : $"{id.ClassId}.{id.Number}";

        /// <summary>Whether the protocol has this method.</summary>
        public bool IsKnown => NameOf(id).Length > 0;

        /// <summary>Whether a content header and body frames follow the method.</summary>
        public bool HasContent => CarriesContent(id);

        /// <summary>Whether the method is synchronous: its peer answers, unless no-wait is set.</summary>
        public bool IsSynchronous => AwaitsReply(id);

        /// <summary>Whether a client may send the method.</summary>
        public bool IsSentByClient => ComesFromClient(id);

        /// <summary>Whether a server may send the method.</summary>
        public bool IsSentByServer => ComesFromServer(id);
    }
}
