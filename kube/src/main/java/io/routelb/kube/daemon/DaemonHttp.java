package io.routelb.kube.daemon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The port for machines: {@code /metrics} (Prometheus text), {@code /healthz} (200 while the process lives), {@code /readyz} (200, or 503
 * with the reason). Two threads; nothing a caller sends is read.
 */
public final class DaemonHttp implements AutoCloseable {
    private static final String LONGEST_SECONDS = "10";
    private static final String MOST_CONNECTIONS = "200";

    static {
        limit();
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private DaemonHttp(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Binds and serves. {@code notReady} gives the reason why the program is not ready, or empty text when it is; it is called by the
     * server's threads and must not block. Port 0 takes a free one.
     *
     * @throws StartupException when the address cannot be bound
     */
    public static DaemonHttp start(InetSocketAddress address, CollectorRegistry registry, Supplier<String> notReady)
            throws StartupException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 16);
        } catch (IOException e) {
            throw new StartupException(
                    "cannot serve metrics on " + address.getHostString() + ":" + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(
                2, Thread.ofPlatform().daemon().name("http-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> metrics(exchange, registry));
        server.createContext("/healthz", exchange -> answer(exchange, 200, "text/plain", "ok\n"));
        server.createContext("/readyz", exchange -> {
            String reason = notReady.get();
            answer(exchange, reason.isEmpty() ? 200 : 503, "text/plain", reason.isEmpty() ? "ok\n" : reason + "\n");
        });
        server.start();
        return new DaemonHttp(server, threads);
    }

    /** The JDK's server reads these once, when the first one is made: how long a request may take to come and to be answered, and how many peers. */
    static void limit() {
        System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", LONGEST_SECONDS);
        System.setProperty("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    }

    /** The port bound. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void metrics(HttpExchange exchange, CollectorRegistry registry) throws IOException {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        String type = TextFormat.chooseContentType(accept);
        StringWriter body = new StringWriter();
        TextFormat.writeFormat(type, body, registry.metricFamilySamples());
        answer(exchange, 200, type, body.toString());
    }

    /** Sends the answer and ends the exchange; to HEAD without the body. */
    static void answer(HttpExchange exchange, int code, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(code, head ? -1 : bytes.length);
            if (!head) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }
}
