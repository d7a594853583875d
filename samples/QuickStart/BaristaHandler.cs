using TypedAmqp;

namespace QuickStart;

/// <summary>Handles what can arrive in the barista's queue: orders, nothing else.</summary>
internal sealed class BaristaHandler(Diary diary) : Barista.IConsumer
{
    public ValueTask HandleAsync(CoffeeOrdered message, Delivery delivery, CancellationToken cancellationToken)
    {
        diary.Write("barista", $"one {message.Drink} for table {message.Table}");
        return ValueTask.CompletedTask;
    }
}
