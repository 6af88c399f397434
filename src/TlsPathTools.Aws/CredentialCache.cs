using Amazon.Runtime;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws;

/// <summary>
/// Keys of a source, fetched when they are first needed and again before they expire. What the SDK has for this can neither be cancelled
/// nor use another clock.
/// </summary>
internal sealed class CredentialCache(CredentialSource source, TimeProvider? time = null) : AWSCredentials, IDisposable
{
    // botocore asks for new ones a quarter of an hour before the end and insists ten minutes before; some sources issue for 15 minutes.
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    // A laptop without credentials would ask 169.254.169.254 for each of a hundred requests.
    private static readonly TimeSpan s_remembered = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Kept? _kept;
    private (AwsRefusal Failure, long At)? _failed;

    /// <summary>Where they come from.</summary>
    public CredentialSource Source => source;

    /// <summary>The keys.</summary>
    public async Task<AwsKeys> GetAsync(CancellationToken cancellationToken)
    {
        if (_kept is { } ready && IsFresh(ready.Keys, s_early))
            return ready.Keys;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_kept is { } meanwhile && IsFresh(meanwhile.Keys, s_early))
                return meanwhile.Keys;
            if (_failed is { } failed && _time.GetElapsedTime(failed.At) < s_remembered)
                throw new AwsRefusal(failed.Failure.Kind, failed.Failure.Message, failed.Failure.Advice, failed.Failure);
            return await FetchAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public override ImmutableCredentials GetCredentials() => _kept is { } kept && IsFresh(kept.Keys, TimeSpan.Zero)
        ? kept.Immutable
        : throw new AwsRefusal(GapKind.BadCredentials, $"The credentials from {source.Description} expired while a request was made.");

    /// <inheritdoc/>
    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (_kept is not { } kept || !IsFresh(kept.Keys, TimeSpan.Zero))
            await GetAsync(CancellationToken.None).ConfigureAwait(false);
        return _kept!.Immutable;
    }

    public void Dispose() => _gate.Dispose();

    /// <inheritdoc/>
    public override string ToString() => source.Description;

    private async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            AwsKeys keys = await source.FetchAsync(cancellationToken).ConfigureAwait(false);
            _kept = new Kept(keys, new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
            _failed = null;
            return keys;
        }
        catch (Exception exception) when (exception is not OperationCanceledException && _kept is { } old && IsFresh(old.Keys, TimeSpan.Zero))
        {
            // New ones were asked for early: the old ones serve for a while yet.
            return old.Keys;
        }
        catch (AwsRefusal refusal) when (refusal.Kind == GapKind.NoCredentials)
        {
            _failed = (refusal, _time.GetTimestamp());
            throw;
        }
    }

    private bool IsFresh(AwsKeys keys, TimeSpan early) => keys.Expires is not { } expires || _time.GetUtcNow() + early < expires;

    private sealed record Kept(AwsKeys Keys, ImmutableCredentials Immutable);
}
