using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>A Python that calls a lab through botocore and the aws command, and holds every answer against the service's model.</summary>
internal sealed class Botocore : IAsyncDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder;
    private readonly Process _process;

    private Botocore(TempFolder folder, Process process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>Of botocore.</summary>
    public Version Version { get; private set; } = new();

    /// <summary>The interpreters of this machine that have botocore; without one the test is skipped, and fails in CI.</summary>
    public static string[] Interpreters()
    {
        string[] found = [.. new[] { RealPart.Find("python3"), "/usr/bin/python3" }.OfType<string>().Distinct().Where(path => File.Exists(path) && Has(path))];
        if (found.Length == 0 && RealPart.IsCI)
            Assert.Fail("No python3 has botocore and awscli, and CI promises them: see .ci/run.");
        Assert.SkipWhen(found.Length == 0, "No python3 here has botocore and awscli.");
        return found;
    }

    /// <summary>Starts one; the first where none is named. One is for botocore or for the aws command.</summary>
    public static async Task<Botocore> StartAsync(string? interpreter = null, bool command = false)
    {
        var folder = new TempFolder();
        using var script = new StreamReader(typeof(Botocore).Assembly.GetManifestResourceStream("botocore_calls.py")!);
        var start = new ProcessStartInfo(interpreter ?? Interpreters()[0])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(folder.Write("calls.py", await script.ReadToEndAsync()));
        start.ArgumentList.Add(command ? "aws" : "botocore");
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["AWS_DEFAULT_REGION"] = "eu-west-2";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_CONFIG_FILE"] = start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = folder.File("none");
        var made = new Botocore(folder, Process.Start(start)!);
        made.Version = Version.Parse((string)(await made.ReadAsync())["version"]!);
        return made;
    }

    /// <summary>Calls an operation. The answer has <c>result</c> or <c>code</c>; it has <c>unknown</c> where this botocore is older than the operation.</summary>
    public async Task<JsonObject> AskAsync(AwsLab lab, string service, string operation, JsonObject? parameters = null, string?[]? keys = null, string? protocol = null)
    {
        keys ??= [lab.World.Credentials.AccessKeyId, lab.World.Credentials.SecretAccessKey, null];
        return await SendAsync(new JsonObject
        {
            ["endpoint"] = lab.Endpoint, ["service"] = service, ["operation"] = operation, ["parameters"] = parameters ?? [], ["protocol"] = protocol,
            ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode?)key)]),
        });
    }

    /// <summary>The result of a call that has to succeed and to be spelt as the model has it.</summary>
    public async Task<JsonNode> CallAsync(AwsLab lab, string service, string operation, JsonObject? parameters = null, string?[]? keys = null)
    {
        JsonObject answer = await AskAsync(lab, service, operation, parameters, keys);
        Assert.True(answer.ContainsKey("result"), $"{operation}: {answer.ToJsonString()}");
        return answer["result"]!;
    }

    /// <summary>The code, the message and the status of a call that has to fail.</summary>
    public async Task<(string Code, string Message, int Status)> FailAsync(AwsLab lab, string service, string operation, JsonObject? parameters = null, string?[]? keys = null)
    {
        JsonObject answer = await AskAsync(lab, service, operation, parameters, keys);
        Assert.True(answer.ContainsKey("code"), $"{operation}: {answer.ToJsonString()}");
        return ((string)answer["code"]!, (string?)answer["message"] ?? "", (int)answer["status"]!);
    }

    /// <summary>What the aws command prints, as JSON; null where it prints nothing.</summary>
    public async Task<JsonNode?> AwsAsync(AwsLab lab, string command)
    {
        JsonObject answer = await SendAsync(new JsonObject
        {
            ["aws"] = new JsonArray([.. command.Split(' ').Select(argument => (JsonNode)argument), "--endpoint-url", lab.Endpoint, "--output", "json"]),
            ["environment"] = new JsonObject { ["AWS_ACCESS_KEY_ID"] = lab.World.Credentials.AccessKeyId, ["AWS_SECRET_ACCESS_KEY"] = lab.World.Credentials.SecretAccessKey },
        });
        Assert.True((int?)answer["exit"] == 0, $"aws {command}: {answer.ToJsonString()}");
        string output = (string)answer["output"]!;
        return output.Trim().Length == 0 ? null : JsonNode.Parse(output);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static bool Has(string interpreter)
    {
        using Process process = Process.Start(new ProcessStartInfo(interpreter, ["-c", "import botocore, awscli"]) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private async Task<JsonObject> SendAsync(JsonObject request)
    {
        await _process.StandardInput.WriteLineAsync(request.ToJsonString());
        await _process.StandardInput.FlushAsync();
        JsonObject answer = await ReadAsync();
        Assert.False(answer.ContainsKey("failed"), answer.ToJsonString());
        return answer;
    }

    private async Task<JsonObject> ReadAsync() =>
        JsonNode.Parse(await _process.StandardOutput.ReadLineAsync().WaitAsync(s_bound) ?? throw new IOException("The Python ended."))!.AsObject();
}
