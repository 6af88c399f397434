namespace TlsPathTools.Core.Tests;

public class HouseTests
{
    [Fact]
    public void The_record_base_is_in_the_core_assembly() =>
        Assert.Equal("TlsPathTools.Core", typeof(TlsPathRecord).Assembly.GetName().Name);
}
