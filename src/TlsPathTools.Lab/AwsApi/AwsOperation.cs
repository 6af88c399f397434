namespace TlsPathTools.Lab.AwsApi;

/// <summary>An operation of a service.</summary>
/// <param name="Service">The service's signing name.</param>
/// <param name="Name">DescribeInstances, ….</param>
/// <param name="Run">Reads the call's input, and writes its answer or throws; takes the gate itself, for moments.</param>
/// <param name="Changes">Whether it changes something.</param>
/// <param name="HasResult">Whether its answer has members at all (the query protocol wraps them).</param>
internal sealed record AwsOperation(string Service, string Name, Action<AwsCall> Run, bool Changes = false, bool HasResult = true);
