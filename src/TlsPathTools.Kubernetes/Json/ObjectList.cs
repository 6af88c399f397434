using System.Text.Json;

namespace TlsPathTools.Kubernetes.Json;

/// <summary>One page of a list.</summary>
internal sealed record ObjectList<T>
{
    public string? Kind { get; init; }

    public ListMeta? Metadata { get; init; }

    public T?[] Items { get; init => field = value ?? []; } = [];
}

/// <summary>What a list says of itself.</summary>
internal sealed record ListMeta
{
    public string? Continue { get; init; }

    public string? ResourceVersion { get; init; }
}

/// <summary>One line of a watch.</summary>
internal sealed record WatchLine
{
    public string? Type { get; init; }

    public JsonElement Object { get; init; }
}

/// <summary>The API's answer when there is no other: a refusal, an error.</summary>
internal sealed record KubeStatus
{
    public string? Kind { get; init; }

    public string? Status { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public int? Code { get; init; }

    public ListMeta? Metadata { get; init; }

    public KubeStatusDetails? Details { get; init; }

    /// <summary>Whether a cause is among the details.</summary>
    public bool HasCause(string reason) => Array.Exists(Details?.Causes ?? [], cause => cause?.Reason == reason);
}

/// <summary>What a status is about.</summary>
internal sealed record KubeStatusDetails
{
    public string? Name { get; init; }

    public string? Group { get; init; }

    public string? Kind { get; init; }

    public KubeStatusCause?[]? Causes { get; init; }

    public int? RetryAfterSeconds { get; init; }
}

/// <summary>Why.</summary>
internal sealed record KubeStatusCause
{
    public string? Reason { get; init; }

    public string? Field { get; init; }
}

/// <summary>The versions of a group.</summary>
internal sealed record ApiGroup
{
    public ApiGroupVersion?[]? Versions { get; init; }
}

/// <summary>A version of a group.</summary>
internal sealed record ApiGroupVersion
{
    public string? Version { get; init; }
}

/// <summary>What /version answers.</summary>
internal sealed record VersionAnswer
{
    public string? GitVersion { get; init; }
}
