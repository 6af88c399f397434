namespace TlsPathTools.Topology.Cluster;

/// <summary>A node with the images that it has, of which its kubelet tells the fifty largest. Read one node at a time: of thousands it would be much.</summary>
public sealed record NodeImages
{
    public ObjectMeta? Metadata { get; init; }

    public NodeImagesStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>The images.</summary>
public sealed record NodeImagesStatus
{
    public ContainerImage[] Images { get; init => field = value ?? []; } = [];
}

/// <summary>An image under the names that it goes by.</summary>
public sealed record ContainerImage
{
    public string[] Names { get; init => field = value ?? []; } = [];
}
