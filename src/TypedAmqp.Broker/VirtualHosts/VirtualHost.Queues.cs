using System.Buffers.Text;
using System.Security.Cryptography;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class queue of the specification (section 1.7): declaring and deleting.
public sealed partial class VirtualHost
{
    private const string ServerNamePrefix = "amq.gen-";

    /// <summary>Declares a queue: creates it, or finds it there as asked for. An empty name asks for a new one that the server chooses.</summary>
    /// <param name="declaration">What is asked for.</param>
    /// <param name="owner">The connection that asks; an exclusive queue is its own.</param>
    /// <exception cref="AmqpChannelException">
    /// 403: the name is reserved. 405: it is exclusive to another connection, or exclusive and not asked for as such, or the reverse. 406: it is
    /// there and differs, or an argument is invalid.
    /// </exception>
    /// <exception cref="AmqpConnectionException">
    /// 540: an argument asks for what this broker does not do. 541: it is transient, and that is denied.
    /// </exception>
    public Queue DeclareQueue(QueueDeclaration declaration, object? owner)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        return DeclareNamed(declaration with { Name = NameFor(declaration) }, owner);
    }

    /// <summary>Declares a queue by a name that <see cref="NameFor"/> gave.</summary>
    internal Queue DeclareNamed(QueueDeclaration declaration, object? owner)
    {
        object? exclusiveOwner = null;
        if (declaration.Exclusive)
        {
            ArgumentNullException.ThrowIfNull(owner);
            exclusiveOwner = owner;
        }

        lock (Gate)
        {
            if (FindQueue(declaration.Name) is { } known)
            {
                AssertEquivalence(known, declaration, exclusiveOwner);
                return known;
            }

            RefuseDeleted(MethodId.QueueDeclare);
            QueueArguments.Validate(declaration, DescribeQueue(declaration.Name), Resources.Compatibility);
            RefuseTransient(declaration);
            return Add(declaration, exclusiveOwner, Resources.CreateStore(declaration));
        }
    }

    /// <summary>Makes a queue that there was in an earlier life of the broker.</summary>
    internal Queue RestoreQueue(QueueDeclaration declaration, MessageStore store)
    {
        lock (Gate)
        {
            return Add(declaration, exclusiveOwner: null, store);
        }
    }

    /// <summary>Finds a queue that has to be there and may be used by a connection.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="owner">The connection that asks.</param>
    /// <param name="method">The method that asks.</param>
    /// <exception cref="AmqpChannelException">404: there is none. 405: it is exclusive to another connection.</exception>
    public Queue GetQueue(string name, object? owner, MethodId method)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = method == MethodId.QueueDeclare ? WithoutLineBreaks(name) : name;
        Queue queue = FindQueue(name) ?? throw NoQueue(name, method);
        RefuseOthers(queue, owner, method);
        return queue;
    }

    /// <summary>Deletes a queue, its messages and its bindings; nothing happens when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="ifUnused">Only when it has no consumers.</param>
    /// <param name="ifEmpty">Only when no messages are ready in it.</param>
    /// <param name="owner">The connection that asks.</param>
    /// <returns>How many messages were ready in it.</returns>
    /// <exception cref="AmqpChannelException">405: it is exclusive to another connection. 406: it is in use, or not empty.</exception>
    /// <exception cref="AmqpConnectionException">540: it is a quorum queue, which knows no conditions.</exception>
    public int DeleteQueue(string name, bool ifUnused, bool ifEmpty, object? owner)
    {
        ArgumentNullException.ThrowIfNull(name);
        const MethodId Method = MethodId.QueueDelete;
        name = WithoutLineBreaks(name);
        lock (Gate)
        {
            if (FindQueue(name) is not { } queue)
            {
                return 0;
            }

            RefuseOthers(queue, owner, Method);
            if (queue.IsQuorum && (ifUnused || ifEmpty))
            {
                string flag = ifUnused ? "if-unused" : "if-empty";
                throw Refusal.Connection(
                    ReplyCode.NotImplemented,
                    $"cannot delete {DescribeQueue(name)}. queue.delete operations with {flag} flag set are not supported by quorum queues",
                    Method);
            }

            if (ifEmpty && queue.Counts.Messages > 0)
            {
                throw Refusal.Channel(ReplyCode.PreconditionFailed, $"{DescribeQueue(name)} not empty", Method);
            }

            if (ifUnused && queue.Counts.Consumers > 0)
            {
                throw Refusal.Channel(ReplyCode.PreconditionFailed, $"{DescribeQueue(name)} in use", Method);
            }

            return Remove(queue);
        }
    }

    /// <summary>Deletes the exclusive queues of a connection that ends.</summary>
    public void DeleteExclusiveQueues(object owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        lock (Gate)
        {
            if (_exclusive.TryGetValue(owner, out HashSet<Queue>? queues))
            {
                foreach (Queue queue in queues.ToArray())
                {
                    Remove(queue);
                }
            }
        }
    }

    /// <summary>Deletes an auto-delete queue whose last consumer went, unless another one has come.</summary>
    public void QueueBecameUnused(Queue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        lock (Gate)
        {
            if (queue.Declaration.AutoDelete && queue.ConsumerCount == 0 && FindQueue(queue.Name) == queue)
            {
                Remove(queue);
            }
        }
    }

    /// <summary>Deletes a queue that nobody used for as long as it may be unused, unless somebody does now.</summary>
    internal void QueueExpired(Queue queue)
    {
        lock (Gate)
        {
            if (queue.IsExpired && FindQueue(queue.Name) == queue)
            {
                Remove(queue);
            }
        }
    }

    private Queue Add(QueueDeclaration declaration, object? exclusiveOwner, MessageStore store)
    {
        Queue queue = Queue.Create(this, declaration, exclusiveOwner, store);

        // Before a message can be in it.
        Topology?.Add(queue);
        _queues.Add(queue.NameOctets, queue);
        if (exclusiveOwner is not null)
        {
            Own(exclusiveOwner, queue);
        }

        Changed();
        return queue;
    }

    private static string ServerName() =>
        ServerNamePrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>The name that a queue is to have: the one that is asked for, or one that nobody knows yet.</summary>
    /// <exception cref="AmqpChannelException">403: the name is reserved. 406: the queue has to bring its name.</exception>
    internal string NameFor(QueueDeclaration declaration)
    {
        string name = WithoutLineBreaks(declaration.Name);
        if (name.Length == 0)
        {
            QueueArguments.ValidateServerNamed(declaration.Arguments);
            return ServerName();
        }

        RefuseReserved("queue", name, MethodId.QueueDeclare);
        return name;
    }

    private void AssertEquivalence(Queue current, QueueDeclaration received, object? exclusiveOwner)
    {
        if (current.ExclusiveOwner != exclusiveOwner)
        {
            throw Locked(current, MethodId.QueueDeclare);
        }

        Equivalence equivalence = new(DescribeQueue(current.Name), MethodId.QueueDeclare);
        equivalence.Assert("durable", current.Declaration.Durable, received.Durable);
        equivalence.Assert("auto_delete", current.Declaration.AutoDelete, received.AutoDelete);
        QueueArguments.AssertEquivalence(equivalence, current.Declaration.Arguments, received.Arguments);
    }

    private void RefuseTransient(QueueDeclaration declaration)
    {
        if (declaration is { Durable: false, Exclusive: false } && (Resources.Denied & DeprecatedFeatures.TransientNonExclusiveQueues) != 0)
        {
            const string Text = "Feature `transient_nonexcl_queues` is deprecated.\nIts use is not permitted per the configuration (overriding the default, which is permitted):\n"
                + "    \"deprecated_features.permit.transient_nonexcl_queues = false\"\nIts use will not be permitted by default in a future minor RabbitMQ version and the feature "
                + "will be removed from a future major RabbitMQ version; actual versions to be determined.";
            throw Refusal.Connection(ReplyCode.InternalError, Text, MethodId.QueueDeclare);
        }
    }

    private void RefuseOthers(Queue queue, object? owner, MethodId method)
    {
        if (queue.ExclusiveOwner is { } its && its != owner)
        {
            throw Locked(queue, method);
        }
    }

    private void Own(object owner, Queue queue)
    {
        if (!_exclusive.TryGetValue(owner, out HashSet<Queue>? queues))
        {
            _exclusive.Add(owner, queues = []);
        }

        queues.Add(queue);
    }

    private int Remove(Queue queue)
    {
        // Out of reach first: then nothing new is routed to what is closed.
        _queues.Remove(queue.NameOctets);
        Topology?.Remove(queue);
        Stack<Exchange> unused = [];
        DetachIncoming(queue, unused);
        Remove(unused);
        if (queue.ExclusiveOwner is { } owner && _exclusive.TryGetValue(owner, out HashSet<Queue>? queues))
        {
            queues.Remove(queue);
            if (queues.Count == 0)
            {
                _exclusive.Remove(owner);
            }
        }

        Changed();
        return queue.Close();
    }

    private AmqpChannelException NoQueue(string name, MethodId method) => Refusal.Channel(ReplyCode.NotFound, $"no {DescribeQueue(name)}", method);

    private AmqpChannelException Locked(Queue queue, MethodId method) => Refusal.Channel(
        ReplyCode.ResourceLocked,
        $"cannot obtain exclusive access to locked {DescribeQueue(queue.Name)}. It could be originally declared on another connection or the exclusive property "
            + "value does not match that of the original declaration.",
        method);
}
