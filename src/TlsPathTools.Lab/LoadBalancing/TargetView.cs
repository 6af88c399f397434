namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>What one node knows of one target from its checks.</summary>
internal sealed class TargetView
{
    private bool _last;
    private int _inARow;

    /// <summary>Null until the checks have told.</summary>
    public bool? IsHealthy { get; private set; }

    /// <summary>The last bad result.</summary>
    public HealthResult? Failure { get; private set; }

    /// <summary>Takes a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="toHealthy">Good ones in a row that make it healthy.</param>
    /// <param name="toUnhealthy">Bad ones in a row that make it unhealthy.</param>
    /// <returns>Whether it was healthy and is not any more.</returns>
    public bool Take(HealthResult result, int toHealthy, int toUnhealthy)
    {
        _inARow = result.IsGood == _last ? _inARow + 1 : 1;
        _last = result.IsGood;
        if (!result.IsGood)
            Failure = result;
        if (IsHealthy == result.IsGood || _inARow < (result.IsGood ? toHealthy : toUnhealthy))
            return false;
        bool fell = IsHealthy == true;
        IsHealthy = result.IsGood;
        return fell;
    }
}
