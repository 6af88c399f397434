namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>A lab in which everything is somewhere, and a Python that asks it, for the tests of one class.</summary>
public class AwsLabFixture : IAsyncLifetime
{
    internal AwsLab Lab { get; } = RichLab.Start();

    internal Botocore Botocore { get; private set; } = null!;

    protected virtual bool IsCommand => false;

    public async ValueTask InitializeAsync() => Botocore = await Botocore.StartAsync(command: IsCommand);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Botocore is not null)
            await Botocore.DisposeAsync();
        await Lab.DisposeAsync();
    }
}

/// <summary>The same with the aws command.</summary>
public sealed class AwsCommandFixture : AwsLabFixture
{
    protected override bool IsCommand => true;
}
