using TypedAmqp;

namespace QuickStart;

/// <summary>Handles what can arrive in the manager's queue. Leave one of the two methods out, and it does not compile.</summary>
internal sealed class ManagerHandler(Diary diary) : Manager.IConsumer
{
    public ValueTask HandleAsync(CoffeeOrdered message, Delivery delivery, CancellationToken cancellationToken)
    {
        diary.Write("manager", $"+ {message.Price:0.00}");
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(CoffeeSpilled message, Delivery delivery, CancellationToken cancellationToken)
    {
        diary.Write("manager", $"table {message.Table} needs a cloth");
        return ValueTask.CompletedTask;
    }
}
