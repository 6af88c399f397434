using TlsPathTools.Pipeline;

namespace TlsPathTools.Module.Tests.Pipeline;

public class NameResolutionTests
{
    [Fact]
    public async Task Results_come_in_the_order_of_the_items_with_a_bound_on_those_under_way()
    {
        int running = 0, most = 0;
        TaskCompletionSource[] gates = [.. Enumerable.Range(0, 10).Select(_ => new TaskCompletionSource())];
        var results = new List<int>();
        Task reading = ReadAsync();

        // Backwards within the window, so that order is not an accident.
        for (int i = 0; i < 10; i += 2)
        {
            gates[i + 1].SetResult();
            gates[i].SetResult();
        }

        await reading;
        Assert.Equal(Enumerable.Range(0, 10), results);
        Assert.Equal(3, most);

        async Task ReadAsync()
        {
            await foreach (int result in Enumerable.Range(0, 10).ConcurrentlyInOrder(3, SelectAsync))
                results.Add(result);
        }

        async Task<int> SelectAsync(int item)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await gates[item].Task;
            Interlocked.Decrement(ref running);
            return item;
        }
    }
}
