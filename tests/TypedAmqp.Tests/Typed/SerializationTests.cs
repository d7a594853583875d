using System.Buffers;
using TypedAmqp.Generated;

namespace TypedAmqp.Tests.Typed;

/// <summary>Bodies in one piece and in many, of each format.</summary>
public sealed class SerializationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void BodiesComeInAnyPieces(int size)
    {
        Check(MessageContract.Json<WorkItem>("", TestsJson.Default), new WorkItem(Kind.Odd, "ünï", 7), size);
        Check(MessageContract.String(""), "Grüße, 鍵 🐇", size);
        Check(MessageContract.Text<decimal>(""), -12.5m, size);
        Check(MessageContract.Text<Note>("", static note => note.Text, static text => new Note(text)), new Note("ä"), size);
    }

    [Fact]
    public void JsonInPiecesHasNothingBehindIt() => Assert.Throws<UndecodableMessageException>(() =>
        MessageContract.Json<Note>("", TestsJson.Default).Read(Cut("{\"text\":\"a\"} x"u8.ToArray(), 3)));

    [Fact]
    public void OctetsThatAreNoUtf8AreNoString() =>
        Assert.Throws<UndecodableMessageException>(() => MessageContract.String("").Read(Cut([0xC3, 0x28], 2)));

    [Fact]
    public void AContractThatTheContextLacksIsNamed()
    {
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() =>
            MessageContract.Json<SerializationTests>("", TestsJson.Default).Write(this, new ArrayBufferWriter<byte>()));
        Assert.Contains("TestsJson does not know the contract SerializationTests", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAContextReflectionDoes() => Check(MessageContract.Json<Note>(""), new Note("x"), 2);

    private static void Check<T>(MessageContract<T> contract, T message, int size)
    {
        ArrayBufferWriter<byte> body = new();
        contract.Write(message, body);
        Assert.Equal(message, contract.Read(Cut(body.WrittenSpan.ToArray(), size)));
    }

    private static ReadOnlySequence<byte> Cut(byte[] octets, int size)
    {
        Piece first = new(octets.AsMemory(0, Math.Min(size, octets.Length)), 0);
        Piece last = first;
        for (int at = size; at < octets.Length; at += size)
        {
            last = last.Append(octets.AsMemory(at, Math.Min(size, octets.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            Piece next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
