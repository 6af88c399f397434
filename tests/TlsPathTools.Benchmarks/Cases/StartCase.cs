using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>From the start of the process to its first byte on the wire.</summary>
internal sealed class StartCase : IBenchmarkCase
{
    public string Name => "start";

    public string What => "tlspath probe: process start to first byte sent";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        string tlspath = CommandLine.TlsPath;
        using HelloWorld hello = await HelloWorld.BuildAsync();
        Rounds measured = await Rounds.MeasureAsync(rounds, () => FirstByteAsync(tlspath), () => HelloAsync(hello));
        return
        [
            BenchmarkRow.Ratio(What, Ms(measured.Median(0)), $"dotnet hello world, start to output: {Ms(measured.Median(1))}", measured.Ratio(0, 1), 2.5, 1.8),
        ];
    }

    private static async Task<double> FirstByteAsync(string tlspath)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(tlspath, "probe", $"host.test:{((IPEndPoint)listener.LocalEndpoint).Port}", "--ip", "127.0.0.1", "--count", "1", "--json");
        using TcpClient client = await listener.AcceptTcpClientAsync();
        await client.GetStream().ReadExactlyAsync(new byte[1]);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Kill();
        await process.WaitForExitAsync();
        return elapsed;
    }

    private static async Task<double> HelloAsync(HelloWorld hello)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Start("dotnet", hello.Assembly);
        await process.StandardOutput.ReadLineAsync();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await process.WaitForExitAsync();
        return elapsed;
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    private static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms");
}
