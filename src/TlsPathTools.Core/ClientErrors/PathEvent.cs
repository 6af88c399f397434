using System.Runtime.InteropServices;
using TlsPathTools.Probing;

namespace TlsPathTools.ClientErrors;

/// <summary>A wire event at a stage: "Stage/Event".</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PathEvent(TlsStage Stage, WireEvent Event)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Stage}/{Event}";

    /// <summary>
    /// Reads the notation of the pattern tables: "Hello+Server/Fin Request/Rst" is three events. "Silence" stands for a
    /// timeout whether or not our packets were acknowledged, which no client tells.
    /// </summary>
    internal static PathEvent[] ParseAll(string notation)
    {
        var events = new List<PathEvent>();
        foreach (string item in notation.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int slash = item.IndexOf('/', StringComparison.Ordinal);
            foreach (string stage in item[..slash].Split('+'))
            {
                foreach (WireEvent wireEvent in ParseEvent(item[(slash + 1)..]))
                    events.Add(new PathEvent(ParseStage(stage), wireEvent));
            }
        }

        return [.. events];
    }

    private static WireEvent[] ParseEvent(string name) =>
        name == "Silence" ? [WireEvent.Timeout, WireEvent.TimeoutUnacknowledged] : [Enum.Parse<WireEvent>(name)];

    private static TlsStage ParseStage(string name) => name switch
    {
        "Dns" => TlsStage.Dns,
        "Tcp" => TlsStage.TcpConnect,
        "Proxy" => TlsStage.ProxyConnect,
        "Hello" => TlsStage.ClientHelloSent,
        "Server" => TlsStage.ServerHello,
        "Done" => TlsStage.Handshake,
        "Request" => TlsStage.Request,
        "Head" => TlsStage.ResponseHead,
        "Body" => TlsStage.ResponseBody,
        "Close" => TlsStage.Close,
        _ => throw new FormatException($"'{name}' is no stage of the pattern tables."),
    };
}
