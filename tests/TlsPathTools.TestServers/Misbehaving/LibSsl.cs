using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.TestServers;

/// <summary>
/// The few functions of OpenSSL 3 that a server with demanded client certificates needs: SslStream on Linux closes without
/// the alert that every other server sends.
/// </summary>
internal static partial class LibSsl
{
    public const int WantRead = 2;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";
    private const int VerifyPeerOrFail = 1 | 2;
    private const int EllipticCurveKey = 408;
    private const int Tls12 = 0x303;
    private const int Tls13 = 0x304;
    private const int SetMinimumVersion = 123;
    private const int SetMaximumVersion = 124;

    private static readonly Lazy<bool> s_available = new(() => NativeLibrary.TryLoad(Ssl, out _) && NativeLibrary.TryLoad(Crypto, out _));
    private static readonly Lazy<nint> s_context = new(NewContext);

    public static bool IsAvailable => s_available.Value;

    /// <summary>A server's SSL object over two memory BIOs, which it owns.</summary>
    public static nint NewServer(bool tls12, bool tls13, out nint received, out nint toSend)
    {
        nint ssl = SSL_new(s_context.Value);
        received = BIO_new(BIO_s_mem());
        toSend = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl, received, toSend);
        _ = SSL_ctrl(ssl, SetMinimumVersion, tls12 ? Tls12 : Tls13, 0);
        _ = SSL_ctrl(ssl, SetMaximumVersion, tls13 ? Tls13 : Tls12, 0);
        return ssl;
    }

    public static bool IsTls13(nint ssl) => SSL_version(ssl) == Tls13;

    [LibraryImport(Ssl)]
    public static partial int SSL_accept(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_read(nint ssl, Span<byte> buffer, int count);

    [LibraryImport(Ssl)]
    public static partial int SSL_write(nint ssl, ReadOnlySpan<byte> buffer, int count);

    [LibraryImport(Ssl)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Crypto)]
    public static partial int BIO_read(nint bio, Span<byte> buffer, int count);

    [LibraryImport(Crypto)]
    public static partial int BIO_write(nint bio, ReadOnlySpan<byte> buffer, int count);

    [LibraryImport(Crypto)]
    public static partial void ERR_clear_error();

    private static nint NewContext()
    {
        nint context = SSL_CTX_new(TLS_server_method());
        byte[] certificate = TestCertificates.Valid.Leaf.RawData;
        using ECDsa key = TestCertificates.Valid.Leaf.GetECDsaPrivateKey()!;
        byte[] keyBytes = key.ExportECPrivateKey();
        byte[] authority = TestCertificates.Authority.RawData;
        bool made = SSL_CTX_use_certificate_ASN1(context, certificate.Length, certificate) == 1
            && SSL_CTX_use_PrivateKey_ASN1(EllipticCurveKey, context, keyBytes, new CLong(keyBytes.Length)) == 1
            && AddAuthority(context, authority);
        if (!made)
            throw new InvalidOperationException("OpenSSL refused the test certificates.");
        SSL_CTX_set_verify(context, VerifyPeerOrFail, 0);
        return context;
    }

    private static unsafe bool AddAuthority(nint context, byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            byte* at = start;
            nint certificate = d2i_X509(0, &at, new CLong(bytes.Length));
            return SSL_CTX_add_client_CA(context, certificate) == 1 && X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate) == 1;
        }
    }

    [LibraryImport(Ssl)]
    private static partial nint TLS_server_method();

    [LibraryImport(Ssl)]
    private static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    private static partial int SSL_CTX_use_certificate_ASN1(nint context, int length, ReadOnlySpan<byte> certificate);

    [LibraryImport(Ssl)]
    private static partial int SSL_CTX_use_PrivateKey_ASN1(int type, nint context, ReadOnlySpan<byte> key, CLong length);

    [LibraryImport(Ssl)]
    private static partial int SSL_CTX_add_client_CA(nint context, nint certificate);

    [LibraryImport(Ssl)]
    private static partial nint SSL_CTX_get_cert_store(nint context);

    [LibraryImport(Ssl)]
    private static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(Ssl)]
    private static partial nint SSL_new(nint context);

    [LibraryImport(Ssl)]
    private static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(Ssl)]
    private static partial int SSL_version(nint ssl);

    [LibraryImport(Ssl)]
    private static partial nint SSL_ctrl(nint ssl, int command, nint number, nint pointer);

    [LibraryImport(Crypto)]
    private static partial nint BIO_s_mem();

    [LibraryImport(Crypto)]
    private static partial nint BIO_new(nint method);

    [LibraryImport(Crypto)]
    private static unsafe partial nint d2i_X509(nint target, byte** bytes, CLong length);

    [LibraryImport(Crypto)]
    private static partial int X509_STORE_add_cert(nint store, nint certificate);
}
