using System.IO.Pipelines;
using TypedAmqp.Conformance.Scripts;

namespace TypedAmqp.Conformance.Playing;

/// <summary>A broker that scenarios are played against; each one meets it as if it were new.</summary>
public interface IScenarioBroker : IAsyncDisposable
{
    /// <summary>How long it may be silent when something is expected of it.</summary>
    TimeSpan Patience { get; }

    /// <summary>The virtual host of those who name none; in transcripts it is <c>/</c>.</summary>
    string VirtualHost { get; }

    /// <summary>How clients speak to it.</summary>
    Pace Pace => Pace.Natural;

    /// <summary>A new transport, nothing said yet.</summary>
    Task<IDuplexPipe> ConnectAsync();

    /// <summary>Whoever runs the broker changes something about it.</summary>
    /// <param name="order">What is to be changed.</param>
    /// <returns>Whether the broker took it.</returns>
    Task<bool> OperateAsync(OperatorOrder order);

    /// <summary>A scenario has ended, which declared these.</summary>
    Task CleanAsync(IReadOnlySet<string> queues, IReadOnlySet<string> exchanges);
}
