using System.Buffers;

namespace TypedAmqp.Generated;

/// <summary>A fault that a service declares.</summary>
/// <typeparam name="TFault">What it carries.</typeparam>
/// <param name="code">Its code on the wire.</param>
/// <param name="contract">How what it carries is written: as JSON.</param>
public sealed class RpcFaultContract<TFault>(string code, MessageContract<TFault> contract) : RpcFaultContract(code)
{
    internal override bool Matches(RpcFaultException exception) => exception is RpcFaultException<TFault>;

    internal override void Write(RpcFaultException exception, IBufferWriter<byte> output) =>
        contract.Write(((RpcFaultException<TFault>)exception).Fault, output);

    internal override RpcFaultException Read(string text, in ReadOnlySequence<byte> detail) =>
        new RpcFaultException<TFault>(Code, contract.Read(in detail), text);
}
