namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>A client in Python: "port:version|stage exception message", or "port:version|eof first line", for each target.</summary>
internal static class PythonClient
{
    public const string Script = """
        import concurrent.futures, socket, ssl, sys

        def attempt(target):
            port, version = target.split(':')
            context = ssl.create_default_context(cafile=sys.argv[1])
            context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, 'TLSv1_' + version[2])
            stage, received = 'connect', bytearray()
            try:
                with socket.create_connection(('127.0.0.1', int(port)), timeout=3) as bare:
                    bare.settimeout(3)
                    stage = 'wrap'
                    with context.wrap_socket(bare, server_hostname='host.test') as tls:
                        stage = 'send'
                        tls.sendall(b'GET / HTTP/1.1\r\nHost: host.test\r\n\r\n')
                        stage = 'recv'
                        while True:
                            part = tls.recv(65536)
                            if not part:
                                return 'eof ' + bytes(received[:200]).split(b'\r\n')[0].decode('latin-1')
                            received += part
                            if len(received) > 4 << 20:
                                return 'flood'
            except Exception as error:
                return '%s %s %s' % (stage, type(error).__name__, error)

        targets = sys.argv[2:]
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            for target, outcome in zip(targets, pool.map(attempt, targets)):
                print(target + '|' + repr(outcome)[1:-1])
        """;
}
