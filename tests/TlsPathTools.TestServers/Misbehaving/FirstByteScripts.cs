namespace TlsPathTools.TestServers;

/// <summary>The faults that end a connection before there is a ServerHello.</summary>
internal static class FirstByteScripts
{
    private const byte Fatal = 2;

    /// <summary>Plays the fault; false when it is none of these.</summary>
    public static async Task<bool> PlayAsync(WireConnection connection)
    {
        switch (connection.Seen.Fault)
        {
            case WireFault.AcceptFinNow:
                await connection.FinAsync();
                return true;
            case WireFault.AcceptRstNow:
                connection.Reset();
                return true;
            case WireFault.HelloCloseUnread:
                await connection.WaitForBytesAsync();
                connection.Close();
                return true;
            case WireFault.SshBanner:
                await connection.SendAsync(FirstBytes.Ssh);
                await connection.HoldAsync();
                return true;
            case WireFault.SmtpBanner:
                await connection.SendAsync(FirstBytes.Smtp);
                await connection.HoldAsync();
                return true;
        }

        Func<Task>? answer = AnswerTo(connection);
        if (answer is null)
            return false;

        await connection.ReadHelloAsync();
        await answer();
        return true;
    }

    private static Func<Task>? AnswerTo(WireConnection connection) => connection.Seen.Fault switch
    {
        WireFault.HelloFin => connection.FinAsync,
        WireFault.HelloRst => () => Reset(connection),
        WireFault.HelloStall => connection.HoldAsync,
        WireFault.PlainHttp400 => () => SendThenFin(connection, FirstBytes.Http400),
        WireFault.RandomBytes => () => SendThenFin(connection, FirstBytes.Random),
        WireFault.AlertHandshakeFailure => () => SendThenFin(connection, FirstBytes.Alert(Fatal, 40)),
        WireFault.AlertProtocolVersion => () => SendThenFin(connection, FirstBytes.Alert(Fatal, 70)),
        WireFault.AlertUnrecognizedName => () => SendThenFin(connection, FirstBytes.Alert(Fatal, 112)),
        WireFault.AlertInternalError => () => SendThenFin(connection, FirstBytes.Alert(Fatal, 80)),
        WireFault.AlertUnknown99 => () => SendThenFin(connection, FirstBytes.Alert(Fatal, 99)),
        WireFault.AlertCloseNotifyOnly => () => SendThenFin(connection, FirstBytes.Alert(level: 1, 0)),
        WireFault.AlertThenRst => () => AlertThenReset(connection, TimeSpan.FromMilliseconds(50)),
        WireFault.AlertAndRstSameTime => () => AlertThenReset(connection, TimeSpan.Zero),
        WireFault.BadRecordVersion => () => SendThenHold(connection, FirstBytes.BadVersion),
        WireFault.OversizeRecord => () => SendThenHold(connection, FirstBytes.Oversize),
        WireFault.EndlessHandshakeMessages => () => SendForever(connection, FirstBytes.HelloRequests),
        WireFault.EndlessHandshakeMessage => () => SendForever(connection, FirstBytes.HugeMessage, FirstBytes.HelloRequests),
        _ => null,
    };

    private static Task Reset(WireConnection connection)
    {
        connection.Reset();
        return Task.CompletedTask;
    }

    private static async Task SendThenFin(WireConnection connection, ReadOnlyMemory<byte> bytes)
    {
        await connection.SendAsync(bytes);
        await connection.FinAsync();
    }

    private static async Task SendThenHold(WireConnection connection, ReadOnlyMemory<byte> bytes)
    {
        await connection.SendAsync(bytes);
        await connection.HoldAsync();
    }

    private static async Task AlertThenReset(WireConnection connection, TimeSpan pause)
    {
        await connection.SendAsync(FirstBytes.Alert(Fatal, 40));
        await Task.Delay(pause, connection.Stop);
        connection.Reset();
    }

    private static async Task SendForever(WireConnection connection, params ReadOnlyMemory<byte>[] records)
    {
        foreach (ReadOnlyMemory<byte> record in records)
            await connection.SendAsync(record);
        while (true)
        {
            await connection.SendAsync(records[^1]);

            // Without a pause OpenSSL's handshake never returns to its caller, whose time limit then never strikes: that would
            // test nothing of the caller.
            await Task.Delay(1, connection.Stop);
        }
    }
}
