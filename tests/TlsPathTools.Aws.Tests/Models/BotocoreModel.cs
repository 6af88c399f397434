using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests.Models;

/// <summary>A service as botocore's data files describe it: written by AWS, and by nobody of this repository.</summary>
internal sealed class BotocoreModel
{
    private static readonly Lazy<BotocoreModel[]> s_all = new(Load);

    private readonly Dictionary<string, ModelShape> _shapes = new(StringComparer.Ordinal);
    private readonly JsonElement _root;

    private BotocoreModel(Version version, string service, JsonElement root)
    {
        Version = version;
        Service = service;
        _root = root;
    }

    /// <summary>Of botocore.</summary>
    public Version Version { get; }

    /// <summary>botocore's name of the service.</summary>
    public string Service { get; }

    /// <summary>Debian 12's, which lacks what is newer than 2022.</summary>
    public bool IsOld => Version < new Version(1, 34);

    public JsonElement Metadata => _root.GetProperty("metadata");

    /// <summary>EC2's dialect of the query protocol.</summary>
    public bool IsEc2 => Service == "ec2";

    /// <summary>The models of a service, of every botocore of this machine. Without one the test is skipped, and fails in CI.</summary>
    public static BotocoreModel[] Of(string service)
    {
        if (s_all.Value.Length == 0 && RealPart.IsCI)
            Assert.Fail("No python3 has botocore, and CI promises it: see .ci/run.");
        Assert.SkipWhen(s_all.Value.Length == 0, "No python3 here has botocore.");
        return [.. s_all.Value.Where(model => model.Service == service)];
    }

    public JsonElement Operation(string name) => _root.GetProperty("operations").GetProperty(name);

    public ModelShape? Input(string operation) => Operation(operation).TryGetProperty("input", out JsonElement input) ? Shape(input.GetProperty("shape").GetString()!) : null;

    public ModelShape? Output(string operation) => Operation(operation).TryGetProperty("output", out JsonElement output) ? Shape(output.GetProperty("shape").GetString()!) : null;

    public ModelShape Shape(string name)
    {
        if (!_shapes.TryGetValue(name, out ModelShape? shape))
            _shapes[name] = shape = new ModelShape(this, name, _root.GetProperty("shapes").GetProperty(name));
        return shape;
    }

    private static BotocoreModel[] Load()
    {
        var models = new List<BotocoreModel>();
        foreach (string interpreter in new[] { RealPart.Find("python3"), "/usr/bin/python3" }.OfType<string>().Distinct().Where(File.Exists))
        {
            using Process process = Process.Start(new ProcessStartInfo(interpreter, ["-c", "import botocore; print(botocore.__version__); print(botocore.__path__[0])"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n');
            process.WaitForExit();
            if (process.ExitCode != 0)
                continue;
            foreach (string service in new[] { "ec2", "elbv2", "autoscaling", "eks", "sts", "cloudwatch", "cloudtrail" })
                models.Add(new BotocoreModel(Version.Parse(lines[0]), service, Read(Path.Combine(lines[1], "data", service))));
        }

        return [.. models];
    }

    private static JsonElement Read(string folder)
    {
        string file = Path.Combine(Directory.GetDirectories(folder).Max(StringComparer.Ordinal)!, "service-2.json");
        using Stream stream = File.Exists(file) ? File.OpenRead(file) : new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress);
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
