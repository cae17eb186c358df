package io.routelb.ipam.netbox;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The gRPC server on its Unix socket and the HTTP client behind it. */
final class Sidecar implements AutoCloseable {
    private static final int MOST_REQUEST_BYTES = 64 << 10;
    private static final int MOST_CALLS = 64;

    private final Path socket;
    private final Server server;
    private final MultiThreadIoEventLoopGroup io;
    private final ExecutorService threads;
    private final HttpClient http;

    private Sidecar(
            Path socket, Server server, MultiThreadIoEventLoopGroup io, ExecutorService threads, HttpClient http) {
        this.socket = socket;
        this.server = server;
        this.io = io;
        this.threads = threads;
        this.http = http;
    }

    /** Serves from here on. */
    static Sidecar start(Path socket, Settings settings) throws IOException, GeneralSecurityException {
        removeStale(socket);
        HttpClient http = client(settings);
        MultiThreadIoEventLoopGroup io = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Server server = NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .bossEventLoopGroup(io)
                .workerEventLoopGroup(io)
                .channelType(EpollServerDomainSocketChannel.class)
                // gRPC asks for it, and Netty warns that a Unix socket does not know it. Null: not asked for.
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .executor(threads)
                .maxInboundMessageSize(MOST_REQUEST_BYTES)
                .maxConcurrentCallsPerConnection(MOST_CALLS)
                .addService(new IpamService(new NetBoxIpam(new NetBoxApi(http, settings), settings)))
                .build()
                .start();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        return new Sidecar(socket, server, io, threads, http);
    }

    /** What a crash left is removed; a socket somebody listens on, or what is no socket, is not touched. */
    private static void removeStale(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return;
        }
        if (Files.isRegularFile(socket) || Files.isDirectory(socket)) {
            throw new IOException(socket + " is no socket; remove it or choose another path");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            Files.delete(socket);
            return;
        }
        throw new IOException("another process listens on " + socket);
    }

    private static HttpClient client(Settings settings) throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout());
        if (settings.authorities().isPresent()) {
            builder.sslContext(trusting(settings.authorities().get()));
        }
        return builder.build();
    }

    private static SSLContext trusting(Path authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authorities)) {
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number, authority);
                number++;
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    void await() throws InterruptedException {
        server.awaitTermination();
    }

    /** Lets calls under way end, for two seconds. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
            Files.deleteIfExists(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.shutdownNow();
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove " + socket, e);
        } finally {
            threads.shutdownNow();
            http.shutdownNow();
            io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }
}
