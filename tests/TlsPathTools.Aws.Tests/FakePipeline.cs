using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Amazon.Runtime;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Tests;

/// <summary>Answers requests by a function: an XML or JSON text, or an exception.</summary>
internal sealed class FakePipeline(Func<FakeRequest, string> answer) : IAwsPipeline
{
    private int _running;
    private int _most;

    public string Region => "eu-west-2";

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    /// <summary>The most requests that ran at the same time.</summary>
    public int MostAtATime => _most;

    /// <summary>Where every request waits before it is answered.</summary>
    public Func<CancellationToken, Task> Delay { get; init; } = _ => Task.CompletedTask;

    public static AmazonServiceException Refusal(string code, string message) => new(message, innerException: null, ErrorType.Sender, code, "id", HttpStatusCode.BadRequest);

    public async Task<T> InvokeAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
    {
        var request = new FakeRequest(call.Operation, call.Parameters, call.Body is null ? "" : Encoding.UTF8.GetString(call.Body));
        Requests.Enqueue(request);
        int running = Interlocked.Increment(ref _running);
        for (int most = _most; running > most; most = _most)
            Interlocked.CompareExchange(ref _most, running, most);
        try
        {
            await Delay(cancellationToken);
            return call.Read(new MemoryStream(Encoding.UTF8.GetBytes(answer(request))));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}

/// <summary>What was asked.</summary>
internal sealed record FakeRequest(string Operation, QueryParameters Parameters, string Body)
{
    public string? this[string name] => Parameters.Pairs.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>The values of a list, of either dialect.</summary>
    public string[] List(string name) =>
        [.. Parameters.Pairs.Where(pair => pair.Key.StartsWith(name + ".", StringComparison.Ordinal)).Select(pair => pair.Value)];
}
