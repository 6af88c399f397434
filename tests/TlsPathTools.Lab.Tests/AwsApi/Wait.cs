namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>Waits for something that comes soon.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan bound)
    {
        DateTime end = DateTime.UtcNow + bound;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It did not come within {bound.TotalSeconds} s.");
            await Task.Delay(50);
        }
    }
}
