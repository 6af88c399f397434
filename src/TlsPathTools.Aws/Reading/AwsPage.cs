namespace TlsPathTools.Aws.Reading;

/// <summary>A page of an answer.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="NextToken">Asks for the next page; null on the last.</param>
internal sealed record AwsPage<T>(IReadOnlyList<T> Items, string? NextToken)
{
    /// <summary>What the service says of the answer as a whole, for example that it left something out; null for nothing.</summary>
    public string? Warning { get; init; }
}

/// <summary>The answer of a change that says no more than that it was taken.</summary>
internal readonly record struct Acknowledgement;
