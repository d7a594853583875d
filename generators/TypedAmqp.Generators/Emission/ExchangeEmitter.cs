using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>What makes a class an exchange: its descriptor.</summary>
internal static class ExchangeEmitter
{
    public static string Emit(ExchangeModel exchange)
    {
        SourceWriter writer = SourceFile.Begin(exchange.Type.Namespace).OpenPart(exchange.Type, $" : {SourceFile.Runtime}IExchange");
        writer.Write($"/// <summary>The exchange {Literals.XmlCode(exchange.Name)} as it is declared on the broker.</summary>");
        writer.Write(SourceFile.GeneratedCode);
        writer.Write($"public static {SourceFile.Runtime}ExchangeDescriptor Descriptor {{ get; }} = new{Descriptors.Exchange(exchange)};");
        return writer.ClosePart(exchange.Type).ToString();
    }

    public static string EmitPublisher(ExchangeModel exchange, JsonContexts contexts) =>
        PublisherEmitter.Emit(
            exchange.Type, exchange.Name, $"the exchange {Literals.XmlCode(exchange.Name)}", exchange.Routes, contexts, exchange.Families);
}
