using TlsPathTools.Connecting;
using TlsPathTools.Connections;

namespace TlsPathTools.Module.Tests.Connecting;

// The choice among connections and labs needs a runspace, and is tested in tests/Pester/Connection.Tests.ps1.
public class OpenConnectionsTests
{
    private readonly OpenConnections _open = new();

    [Fact]
    public async Task The_newest_is_the_default()
    {
        TlsPathConnection first = await AddAsync(), second = await AddAsync();
        Assert.Equal([1, 2], [first.ConnectionId, second.ConnectionId]);
        Assert.Equal([false, true], _open.Records.Select(record => record.IsDefault));
        Assert.Same(_open.Find(2), _open.Default);
    }

    [Fact]
    public async Task When_the_default_is_closed_the_newest_of_the_others_is_it()
    {
        await AddAsync();
        await AddAsync();
        await AddAsync();
        Assert.Equal([3], _open.Close(3).Select(record => record.ConnectionId));
        Assert.Same(_open.Find(2), _open.Default);
    }

    [Fact]
    public async Task Another_that_is_closed_leaves_the_default()
    {
        await AddAsync();
        await AddAsync();
        _open.Close(1);
        Assert.Null(_open.Find(1));
        Assert.Same(_open.Find(2), _open.Default);
    }

    [Fact]
    public async Task What_is_closed_is_no_default_any_more_and_numbers_are_not_used_again()
    {
        await AddAsync();
        Assert.False(Assert.Single(_open.Close()).IsDefault);
        Assert.Null(_open.Default);
        Assert.Null(_open.AnyOpened);
        Assert.Empty(_open.Records);
        Assert.Equal(2, (await AddAsync()).ConnectionId);
    }

    [Fact]
    public void None_is_there_before_one_was_opened()
    {
        Assert.Null(_open.Default);
        Assert.Empty(_open.Close());
    }

    private async Task<TlsPathConnection> AddAsync() => _open.Add(
        new TlsPathConnection { ConnectionId = 0, OpenedUtc = DateTime.UnixEpoch },
        await PathAccess.OpenAsync(new AccessOptions { NoAws = true, NoKubernetes = true }, TestContext.Current.CancellationToken));
}
