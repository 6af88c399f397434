using TlsPathTools.Connections.Tests.Labs;

namespace TlsPathTools.Connections.Tests.Agreement;

public class GapTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Everything_that_was_asked_for_was_read(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.Equal([], scenario.Snapshot.Gaps.Select(gap => $"{gap}"));
    }
}
