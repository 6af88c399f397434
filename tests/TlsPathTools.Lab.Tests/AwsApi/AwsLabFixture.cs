namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>A lab in which everything is somewhere, and a Python that asks it, for the tests of one class.</summary>
public sealed class AwsLabFixture : IAsyncLifetime
{
    internal AwsLab Lab { get; } = RichLab.Start();

    internal Botocore Botocore { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Botocore = await Botocore.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (Botocore is not null)
            await Botocore.DisposeAsync();
        await Lab.DisposeAsync();
    }
}
