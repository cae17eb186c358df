package io.routelb.lab.apiserver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A watch on a bare TLS socket whose owner reads the first bytes of the answer and then nothing. */
final class StuckWatch implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final SSLSocket socket;

    private StuckWatch(SSLSocket socket) {
        this.socket = socket;
    }

    static StuckWatch open(ApiServer server, String path) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            byte[] pem = server.caCertificate().getBytes(StandardCharsets.UTF_8);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(server.uri().getHost(), server.uri().getPort());
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: lab\r\nAuthorization: Bearer " + server.adminToken()
                    + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().readNBytes(200).length < 200) {
                throw new IOException("the watch did not start");
            }
            return new StuckWatch(socket);
        } catch (GeneralSecurityException broken) {
            throw new IOException("no TLS", broken);
        }
    }

    /** Reads what is left and tells whether the stream breaks off, without the last chunk that ends an orderly one. */
    boolean wasCut() throws IOException {
        byte[] buffer = new byte[65_536];
        String tail = "";
        InputStream in = socket.getInputStream();
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                tail = new String(buffer, Math.max(0, n - 7), Math.min(7, n), StandardCharsets.ISO_8859_1);
            }
        } catch (java.net.SocketTimeoutException alive) {
            return false;
        } catch (IOException cut) {
            return true;
        }
        return !tail.endsWith("\r\n0\r\n\r\n");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
