using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The names of exchanges, queues and services: TAMQP001, 002, 003, 006, 007, 010 and 603.</summary>
internal static class NameChecks
{
    private const int MaximumOctets = 255;
    private const string Reserved = "amq.";
    private const string ReplyTo = "amq.rabbitmq.reply-to";

    private static readonly Remedy[] Types =
        [Remedy.Replace("ExchangeType.Topic"), Remedy.Replace("ExchangeType.Direct"), Remedy.Replace("ExchangeType.Fanout"), Remedy.Replace(
            "ExchangeType.Headers")];

    public static void Run(DeclarationCheck check)
    {
        foreach (AttributeReader exchange in check.Attributes(MetadataNames.Exchange))
        {
            CheckName(check, exchange, "exchange's name");
            CheckDefaultExchange(check, exchange);
            CheckType(check, exchange);
            CheckCapability(check, exchange);
        }

        foreach (AttributeReader queue in check.Attributes(MetadataNames.Queue))
        {
            CheckName(check, queue, "queue's name");
        }

        foreach (AttributeReader service in check.Attributes(MetadataNames.RpcService))
        {
            CheckName(check, service, "service's name");
        }
    }

    /// <summary>TAMQP001 for any short string.</summary>
    public static void CheckLength(DeclarationCheck check, string text, ExpressionSyntax expression, string what)
    {
        int octets = Encoding.UTF8.GetByteCount(text);
        if (octets > MaximumOctets)
        {
            check.Report(DeclarationRules.NameTooLong, expression.GetLocation(), what, octets);
        }
    }

    private static void CheckName(DeclarationCheck check, AttributeReader attribute, string what)
    {
        foreach ((string name, ExpressionSyntax expression) in AttributeExpressions.Strings(attribute.Data, check.CancellationToken).Take(1))
        {
            CheckLength(check, name, expression, what);
            for (int position = 0; position < name.Length; position++)
            {
                if (char.IsControl(name[position]))
                {
                    string code = "U+" + ((int)name[position]).ToString("X4", CultureInfo.InvariantCulture);
                    check.Report(
                        DeclarationRules.ControlCharacter,
                        LiteralLocation.Of(expression, position, 1),
                        new Remedy(RemedyKind.Replace, "Remove it"),
                        what,
                        code);
                }
            }

            if (name == ReplyTo)
            {
                check.Report(ServiceRules.PseudoQueue, expression.GetLocation());
            }
            else if (name.StartsWith(Reserved, StringComparison.Ordinal) && !attribute.Boolean("External"))
            {
                check.Report(DeclarationRules.ReservedName, LiteralLocation.Of(expression, 0, Reserved.Length), name);
            }
        }
    }

    private static void CheckDefaultExchange(DeclarationCheck check, AttributeReader exchange)
    {
        foreach ((TypedConstant value, ExpressionSyntax expression) in AttributeExpressions.Of(exchange.Data, check.CancellationToken).Take(1))
        {
            if (value.IsNull || value.Value is "")
            {
                check.Report(DeclarationRules.DefaultExchange, expression.GetLocation(), check.Symbol.Name);
            }
        }
    }

    private static void CheckCapability(DeclarationCheck check, AttributeReader exchange)
    {
        if (check.Exchange is not { External: false, WireType: not ("" or "direct" or "fanout" or "topic" or "headers") } declared
            || (declared.WireType == "x-local-random" && check.Broker.IsFrom(4, 0))
            || check.View.Topology.Capabilities.Contains(declared.WireType))
        {
            return;
        }

        Location? place = AttributeExpressions.Named(exchange.Data, "Delayed", check.CancellationToken)?.Parent?.GetLocation()
            ?? AttributeExpressions.Of(exchange.Data, check.CancellationToken)
                .Skip(1)
                .Select(static item => item.Expression.GetLocation())
                .FirstOrDefault();
        check.Report(
            DeclarationRules.MissingCapability, place ?? AttributeExpressions.Whole(exchange.Data, check.CancellationToken), declared.Name,
            declared.WireType);
    }

    private static void CheckType(DeclarationCheck check, AttributeReader exchange)
    {
        foreach ((TypedConstant value, ExpressionSyntax expression) in AttributeExpressions.Of(exchange.Data, check.CancellationToken).Skip(1))
        {
            bool isUnknown = value.Kind == TypedConstantKind.Enum ? exchange.EnumMember is null : value.Value is null or "";
            if (isUnknown)
            {
                check.Report(DeclarationRules.UnknownExchangeType, expression.GetLocation(), Remedy.ToProperties(Types), expression.ToString());
            }
        }
    }
}
