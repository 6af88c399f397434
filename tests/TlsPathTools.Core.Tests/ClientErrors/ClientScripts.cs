namespace TlsPathTools.Core.Tests.ClientErrors;

/// <summary>
/// One GET of every port in one interpreter, eight at a time, with whatever an uncaught exception would write. Arguments:
/// the authority's file, the time limit in seconds, the ports.
/// </summary>
internal static class ClientScripts
{
    private const string PythonFrame = """
        import concurrent.futures, sys, traceback
        authority, limit, ports = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
        def attempt(port):
            try:
                get(port)
                return ""
            except Exception:
                return traceback.format_exc()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for port, text in zip(ports, pool.map(attempt, ports)):
                print("===", port)
                print(text)
        """;

    internal const string Python = """
        import socket, ssl
        def get(port):
            context = ssl.create_default_context(cafile=authority)
            with socket.create_connection(("127.0.0.1", int(port)), limit) as tcp:
                with context.wrap_socket(tcp, server_hostname="127.0.0.1") as tls:
                    tls.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    while tls.recv(65536):
                        pass

        """ + PythonFrame;

    internal const string Requests = """
        import sys
        try:
            import requests
        except ImportError:
            print("not installed")
            sys.exit()
        def get(port):
            requests.get("https://127.0.0.1:" + port + "/", verify=authority, timeout=limit, allow_redirects=False).raise_for_status()

        """ + PythonFrame;

    internal const string Node = """
        const [authority, limit, ...ports] = process.argv.slice(1);
        const ca = require('fs').readFileSync(authority);
        const get = port => new Promise(done => {
            const failed = e => done('Error: ' + e.code + ' ' + e.message);
            const request = require('https').get({ host: '127.0.0.1', port, ca, timeout: limit * 1000, agent: false }, response => {
                response.on('error', failed).on('end', () => done(response.statusCode < 400 ? '' : 'Request failed with status code ' + response.statusCode)).resume();
            });
            request.on('timeout', () => request.destroy(new Error('timeout of ' + limit * 1000 + 'ms exceeded')));
            request.on('error', failed);
        });
        Promise.all(ports.map(get)).then(texts => texts.forEach((text, i) => console.log('=== ' + ports[i] + '\n' + text)));
        """;

    internal const string Java = """
        import java.io.*;
        import java.net.*;
        import java.security.KeyStore;
        import java.security.cert.*;
        import java.util.*;
        import java.util.concurrent.*;
        import javax.net.ssl.*;

        public class Get {
            public static void main(String[] args) throws Exception {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                try (InputStream in = new FileInputStream(args[0])) {
                    store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
                }
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                int limit = Integer.parseInt(args[1]) * 1000;
                System.setProperty("sun.net.http.retryPost", "false");

                ExecutorService pool = Executors.newFixedThreadPool(8);
                Map<String, Future<String>> texts = new LinkedHashMap<>();
                for (String port : Arrays.copyOfRange(args, 2, args.length)) {
                    texts.put(port, pool.submit(() -> {
                        try {
                            HttpsURLConnection connection = (HttpsURLConnection) new URL("https://127.0.0.1:" + port + "/").openConnection();
                            connection.setSSLSocketFactory(context.getSocketFactory());
                            connection.setConnectTimeout(limit);
                            connection.setReadTimeout(limit);
                            try (InputStream in = connection.getInputStream()) {
                                in.readAllBytes();
                            }
                            return "";
                        } catch (Exception e) {
                            StringWriter trace = new StringWriter();
                            e.printStackTrace(new PrintWriter(trace));
                            return trace.toString();
                        }
                    }));
                }
                for (Map.Entry<String, Future<String>> text : texts.entrySet())
                    System.out.println("=== " + text.getKey() + "\n" + text.getValue().get());
                pool.shutdown();
            }
        }
        """;
}
