namespace TypedAmqp.Generators.Model;

/// <summary>All bindings that one attribute declares, from one exchange to the queue or exchange that carries it.</summary>
/// <param name="Exchange">The source: the <see cref="TypeModel.FullName"/> of its declaring type.</param>
/// <param name="Keys">One binding for each; a fanout or headers binding without a key has the empty one.</param>
/// <param name="AtRunTime">Whether the keys are chosen while running: then there are none here, and everything can match.</param>
/// <param name="Arguments">The headers to match, with <c>x-match</c>; empty for other bindings.</param>
internal sealed record BindingModel(string Exchange, EquatableArray<string> Keys, bool AtRunTime, EquatableArray<ArgumentModel> Arguments);
