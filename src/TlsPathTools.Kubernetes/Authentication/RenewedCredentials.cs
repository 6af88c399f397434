using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>Credentials that are made anew when they expire or are refused; one maker at a time, whoever else wants them waits for the same.</summary>
internal abstract class RenewedCredentials(TimeProvider time) : IClusterCredentials, IDisposable
{
    // What expires on its way is refused.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Made? _made;

    public bool IsAnonymous => false;

    public abstract string Advice { get; }

    public virtual string? Caller => null;

    public async ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken)
    {
        if (Valid() is { } valid)
            return valid;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Valid() is { } madeMeanwhile)
                return madeMeanwhile;
            (ClusterCredential credential, DateTimeOffset? expires) = await MakeAsync(cancellationToken).ConfigureAwait(false);
            _made = new(credential, expires);
            return credential;
        }
        finally
        {
            _one.Release();
        }
    }

    public bool Renew(ClusterCredential refused)
    {
        if (_made is { } made && ReferenceEquals(made.Credential, refused))
            _made = null;
        return true;
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Makes credentials, and says until when they are good; null for as long as they are taken.</summary>
    protected abstract Task<(ClusterCredential Credential, DateTimeOffset? Expires)> MakeAsync(CancellationToken cancellationToken);

    private ClusterCredential? Valid() => _made is { } made && (made.Expires is not { } expires || time.GetUtcNow() + s_margin < expires) ? made.Credential : null;

    private sealed record Made(ClusterCredential Credential, DateTimeOffset? Expires);
}

/// <summary>Tokens of EKS, made without a process by whoever has AWS credentials.</summary>
internal sealed class EksCredentials(EksTokenProvider provider, EksTokenRequest request, TimeProvider time) : RenewedCredentials(time)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = time;
    private volatile string? _caller;

    public override string Advice =>
        $"Check that the AWS identity in use may enter the cluster '{SafeText.Escape(request.ClusterName, 120)}' (an access entry, or aws-auth), and that this machine's clock is right.";

    public override string? Caller => _caller;

    protected override async Task<(ClusterCredential Credential, DateTimeOffset? Expires)> MakeAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(s_bound, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            BearerToken token = await provider(request, ending.Token).WaitAsync(ending.Token).ConfigureAwait(false);
            _caller = token.Caller;
            return (new("Bearer " + token.Value), token.Expires);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (exception is not KubernetesException)
        {
            // What it says may hold anything.
            throw new KubernetesException(exception is OperationCanceledException ? GapKind.TimedOut : GapKind.NoCredentials,
                $"No token can be made for the EKS cluster '{SafeText.Escape(request.ClusterName, 120)}' ({(exception is OperationCanceledException ? "no answer in time" : exception.GetType().Name)}).",
                "Check the AWS credentials: the profile, its role and its session.");
        }
    }
}

/// <summary>A token in a file that is written anew from time to time: that of a service account.</summary>
internal sealed class TokenFileCredentials(string file, string? fallback, TimeProvider time) : RenewedCredentials(time)
{
    private const int MaxBytes = 64 << 10;

    // As client-go.
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time;

    public override string Advice => $"The token in {file} is not accepted: see that whoever writes it still does.";

    protected override Task<(ClusterCredential Credential, DateTimeOffset? Expires)> MakeAsync(CancellationToken cancellationToken)
    {
        string? token;
        try
        {
            token = Configuration.SmallFile.ReadText(file, MaxBytes).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            token = fallback ?? throw new KubernetesException(GapKind.NoCredentials, $"The token file {file} cannot be read: {Configuration.SmallFile.Why(exception)}.", "Correct tokenFile in the kubeconfig.");
        }

        return token.Length > 0 && !token.AsSpan().ContainsAnyInRange('\0', ' ')
            ? Task.FromResult<(ClusterCredential, DateTimeOffset?)>((new("Bearer " + token), _time.GetUtcNow() + s_kept))
            : throw new KubernetesException(GapKind.NoCredentials, $"The token file {file} holds no token.", "Correct tokenFile in the kubeconfig.");
    }
}
