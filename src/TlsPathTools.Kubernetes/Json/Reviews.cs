namespace TlsPathTools.Kubernetes.Json;

/// <summary>Asks who the caller is.</summary>
internal sealed record SelfSubjectReview
{
    public string? ApiVersion { get; init; }

    public string Kind { get; init; } = "SelfSubjectReview";

    public SelfSubjectReviewStatus? Status { get; init; }
}

/// <summary>Who the caller is.</summary>
internal sealed record SelfSubjectReviewStatus
{
    public UserInfo? UserInfo { get; init; }
}

/// <summary>A user, as the cluster names it.</summary>
internal sealed record UserInfo
{
    public string? Username { get; init; }
}

/// <summary>Asks whether the caller may do something.</summary>
internal sealed record SelfSubjectAccessReview
{
    public string ApiVersion { get; init; } = "authorization.k8s.io/v1";

    public string Kind { get; init; } = "SelfSubjectAccessReview";

    public SelfSubjectAccessReviewSpec? Spec { get; init; }

    public SelfSubjectAccessReviewStatus? Status { get; init; }
}

/// <summary>What is asked about.</summary>
internal sealed record SelfSubjectAccessReviewSpec
{
    public ResourceAttributes? ResourceAttributes { get; init; }
}

/// <summary>A verb and what it is done to.</summary>
internal sealed record ResourceAttributes
{
    public string? Namespace { get; init; }

    public string? Verb { get; init; }

    public string? Group { get; init; }

    public string? Resource { get; init; }

    public string? Subresource { get; init; }
}

/// <summary>Whether it is allowed.</summary>
internal sealed record SelfSubjectAccessReviewStatus
{
    public bool? Allowed { get; init; }
}
