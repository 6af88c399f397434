using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Faults;

/// <summary>All faults of a world, by component. Thread-safe.</summary>
internal sealed class FaultBook
{
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly Dictionary<string, List<Fault>> _byComponent = new(StringComparer.Ordinal);

    public FaultBook(IEnumerable<FaultSpec> specs, TimeProvider time)
    {
        _time = time;
        _start = time.GetUtcNow();
        foreach (FaultSpec spec in specs)
            Add(spec);
    }

    /// <summary>Raised when a fault ended.</summary>
    public event Action<Fault>? Ended;

    /// <summary>All of them, those that ended included.</summary>
    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_byComponent)
                return [.. _byComponent.Values.SelectMany(faults => faults)];
        }
    }

    /// <summary>Adds one to a running world.</summary>
    public Fault Add(FaultSpec spec)
    {
        var fault = new Fault(spec, _start);
        lock (_byComponent)
        {
            if (!_byComponent.TryGetValue(spec.At, out List<Fault>? faults))
                _byComponent.Add(spec.At, faults = []);
            faults.Add(fault);
        }

        return fault;
    }

    /// <summary>The faults that are at work at any of these components now.</summary>
    public IReadOnlyList<FaultSpec> At(params ReadOnlySpan<string> components)
    {
        DateTimeOffset now = _time.GetUtcNow();
        List<FaultSpec>? active = null;
        lock (_byComponent)
        {
            foreach (string component in components)
            {
                if (!_byComponent.TryGetValue(component, out List<Fault>? faults))
                    continue;
                foreach (Fault fault in faults)
                {
                    if (fault.IsActive(now))
                        (active ??= []).Add(fault.Spec);
                }
            }
        }

        return active ?? [];
    }

    /// <summary>Tells that something happened to a component: faults there that it ends, end. Those of parts (<c>node:N/ingress</c> for <c>node:N</c>) as well.</summary>
    /// <param name="component">The component: <c>node:NAME</c>, <c>kubeProxy:NODE</c>, <c>pod:NAMESPACE/DEPLOYMENT@NODE</c>, ….</param>
    /// <param name="what">What happened.</param>
    /// <param name="by">In words, for the log.</param>
    public void Happened(string component, FaultEnd what, string by)
    {
        List<Fault> ended = [];
        DateTimeOffset now = _time.GetUtcNow();
        lock (_byComponent)
        {
            foreach ((string at, List<Fault> faults) in _byComponent)
            {
                if (at != component && !at.StartsWith(component + "/", StringComparison.Ordinal) && !at.StartsWith(component + "@", StringComparison.Ordinal))
                    continue;
                ended.AddRange(faults.Where(fault => fault.EndedAt is null && fault.Spec.EndedBy.Contains(what)));
            }

            foreach (Fault fault in ended)
                fault.End(now, by);
        }

        foreach (Fault fault in ended)
            Ended?.Invoke(fault);
    }
}
