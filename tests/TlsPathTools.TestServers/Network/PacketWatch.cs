using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TlsPathTools.TestServers;

/// <summary>Packet sockets at the hosts of a <see cref="NamespaceRow"/>: what comes in is seen there before any rule.</summary>
internal sealed partial class PacketWatch : IDisposable
{
    private const int HeaderLength = 14;
    private const int MarkLength = 8;

    // A processor keeps at most 1000 packets waiting (net.core.netdev_max_backlog): fewer than that are under way at a time, so that none is lost.
    private const int Window = 400;

    // ETH_P_ALL in network order (packet(7)).
    private const ProtocolType Everything = (ProtocolType)0x0300;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly Socket[] _sockets = new Socket[NamespaceRow.Length];
    private readonly byte[] _frame = new byte[2048];
    private uint _round;

    public PacketWatch(IReadOnlyList<string> names)
    {
        try
        {
            for (int host = 0; host < _sockets.Length; host++)
            {
                bool isEnd = host == 0 || host == _sockets.Length - 1;
                _sockets[host] = NetworkNamespace.Within(names[host], () => Open(isEnd));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="NamespaceRow.Send"/>
    public byte[] Send(int count, Func<int, ReadOnlyMemory<byte>, OutgoingPacket> packetOf)
    {
        byte[] seen = new byte[count];
        _round++;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // What one processor sends stays in order on all of its way: that nothing is under way any more is known when the last packet has come.
                StayOnOneProcessor();
                for (int first = 0; first < count; first += Window)
                    SendWindow(first, Math.Min(count, first + Window), packetOf, seen);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? seen : throw new InvalidOperationException(failure.Message, failure);
    }

    public void Dispose()
    {
        foreach (Socket? socket in _sockets)
            socket?.Dispose();
    }

    private void SendWindow(int first, int end, Func<int, ReadOnlyMemory<byte>, OutgoingPacket> packetOf, byte[] seen)
    {
        byte[] mark = new byte[MarkLength];
        BinaryPrimitives.WriteUInt32BigEndian(mark, _round);
        for (int number = first; number < end; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(mark.AsSpan(4), number);
            OutgoingPacket packet = packetOf(number, mark);
            Send(packet);
        }

        // The last of each end has a number of its own, which no other packet of the round has.
        foreach (bool fromFar in (bool[])[false, true])
        {
            BinaryPrimitives.WriteInt32BigEndian(mark.AsSpan(4), ~(2 * first) - (fromFar ? 1 : 0));
            (string source, string destination) = fromFar ? ("198.19.0.1", "198.18.0.1") : ("198.18.0.1", "198.19.0.1");
            Send(new OutgoingPacket(fromFar, RawPacket.Other(IPAddress.Parse(source), IPAddress.Parse(destination), 253, mark)));
        }

        long start = Stopwatch.GetTimestamp();
        for (int host = 0; host < _sockets.Length; host++)
        {
            int missing = host == 0 || host == _sockets.Length - 1 ? 1 : 2;
            while (missing > 0)
            {
                int? number = Receive(host);
                if (number is null && Stopwatch.GetElapsedTime(start) > s_patience)
                    throw new TimeoutException($"The last packet of a window did not come to host {host}.");
                else if (number is null)
                    _sockets[host].Poll(1000, SelectMode.SelectRead);
                else if (number == ~(2 * first) || number == ~(2 * first) - 1)
                    missing--;
                else if (number >= first && number < end)
                    seen[number.Value] |= (byte)(1 << host);
            }
        }
    }

    private void Send(OutgoingPacket packet)
    {
        Span<byte> frame = new byte[HeaderLength + packet.Bytes.Length];
        // Both hardware addresses are the same.
        frame[0] = frame[6] = 0x02;
        frame[5] = frame[11] = 0x01;
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], packet.Bytes[0] >> 4 == 6 ? (ushort)0x86DD : (ushort)0x0800);
        packet.Bytes.CopyTo(frame[HeaderLength..]);
        _sockets[packet.FromFar ? ^1 : 0].Send(frame);
    }

    // The number of a packet of this round; negative for one that is not; null where nothing waits.
    private int? Receive(int host)
    {
        int length = _sockets[host].Receive(_frame, SocketFlags.None, out SocketError error);
        if (error is SocketError.WouldBlock)
            return null;
        if (error is not SocketError.Success)
            throw new SocketException((int)error);
        if (length < HeaderLength + MarkLength || BinaryPrimitives.ReadUInt32BigEndian(_frame.AsSpan(length - MarkLength)) != _round)
            return int.MinValue;
        return BinaryPrimitives.ReadInt32BigEndian(_frame.AsSpan(length - 4));
    }

    private static Socket Open(bool isEnd)
    {
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, Everything) { Blocking = false };
        // SOL_SOCKET SO_RCVBUFFORCE, SOL_PACKET PACKET_IGNORE_OUTGOING: what leaves is the next host's to see.
        socket.SetRawSocketOption(1, 33, BitConverter.GetBytes(8 << 20));
        socket.SetRawSocketOption(263, 23, BitConverter.GetBytes(1));
        if (isEnd)
            socket.Bind(new Interface(IndexOf("outside")));
        return socket;
    }

    private static void StayOnOneProcessor()
    {
        ulong[] allowed = new ulong[16];
        if (GetAffinity(0, allowed.Length * sizeof(ulong), allowed) != 0)
            throw new InvalidOperationException($"sched_getaffinity: error {Marshal.GetLastPInvokeError()}");
        int word = Array.FindIndex(allowed, bits => bits != 0);
        ulong one = allowed[word] & (~allowed[word] + 1);
        Array.Clear(allowed);
        allowed[word] = one;
        if (SetAffinity(0, allowed.Length * sizeof(ulong), allowed) != 0)
            throw new InvalidOperationException($"sched_setaffinity: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int IndexOf(string name);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint length, [Out] ulong[] processors);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint length, ulong[] processors);

    // sockaddr_ll (packet(7)).
    private sealed class Interface(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], 0x0003);
            MemoryMarshal.Write(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
