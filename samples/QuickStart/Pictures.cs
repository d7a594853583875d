using Spectre.Console;
using Spectre.Console.Rendering;
using TypedAmqp;

namespace QuickStart;

/// <summary>What the sample shows.</summary>
internal static class Pictures
{
    /// <summary>Exchanges with the queues behind them, and services.</summary>
    public static IRenderable Topology(TopologyDescriptor topology)
    {
        Tree tree = new($"[bold]{topology.Name.EscapeMarkup()}[/], as the compiler read it");
        foreach (ExchangeDescriptor exchange in topology.Exchanges)
        {
            TreeNode node = tree.AddNode($"exchange [yellow]{exchange.Name.EscapeMarkup()}[/] ({exchange.Type.EscapeMarkup()})");
            foreach (BindingDescriptor binding in topology.Bindings.Where(binding => binding.Source == exchange.Name))
            {
                node.AddNode($"[grey]── {binding.RoutingKey.EscapeMarkup()} ─▶[/] queue [blue]{binding.Destination.EscapeMarkup()}[/]");
            }
        }

        foreach (RpcServiceDescriptor service in topology.Services)
        {
            tree.AddNode($"service [purple]{service.Name.EscapeMarkup()}[/] ({service.Service.Name.EscapeMarkup()})");
        }

        return new Padder(tree, new Padding(0, 1));
    }

    /// <summary>Who did what, and when.</summary>
    public static IRenderable Diary(IEnumerable<(string Who, string What, TimeSpan At)> entries)
    {
        Table table = new Table().RoundedBorder().AddColumn("queue").AddColumn("handled").AddColumn(new TableColumn("after").RightAligned());
        foreach ((string who, string what, TimeSpan at) in entries)
        {
            table.AddRow($"[blue]{who.EscapeMarkup()}[/]", what.EscapeMarkup(), $"{at.TotalMilliseconds:0.0} ms");
        }

        return table;
    }
}
