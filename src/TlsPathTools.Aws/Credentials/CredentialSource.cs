namespace TlsPathTools.Aws.Credentials;

/// <summary>Where keys come from. A source asks anew each time; <see cref="CredentialCache"/> remembers.</summary>
internal abstract class CredentialSource
{
    /// <summary>What it is, for messages: never a key.</summary>
    public abstract string Description { get; }

    /// <summary>Fetches keys.</summary>
    /// <exception cref="AwsRefusal">There are none, or they are of no use; the message says why.</exception>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">A service that was asked for them refused.</exception>
    public abstract Task<AwsKeys> FetchAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override string ToString() => Description;
}

/// <summary>Keys that somebody gave.</summary>
internal sealed class GivenKeys(string description, AwsKeys keys) : CredentialSource
{
    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override Task<AwsKeys> FetchAsync(CancellationToken cancellationToken) => Task.FromResult(keys);
}
