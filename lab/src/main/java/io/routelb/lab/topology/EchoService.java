package io.routelb.lab.topology;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * A program of its own that stands for kube-proxy and a pod: answers any path on ports 80 and 81, both families, with the node's
 * name.
 */
public final class EchoService {
    private static final List<Integer> PORTS = List.of(80, 81);
    private static final int BACKLOG = 1024;

    private EchoService() {}

    /** Argument: the node's name. */
    public static void main(String[] arguments) throws IOException {
        byte[] name = (arguments[0] + "\n").getBytes(StandardCharsets.UTF_8);
        for (int port : PORTS) {
            HttpServer server = HttpServer.create(new InetSocketAddress("::", port), BACKLOG);
            server.createContext("/", exchange -> answer(exchange, name));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
        }
        System.out.println("ready on ports " + PORTS);
    }

    private static void answer(HttpExchange exchange, byte[] name) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, name.length);
            exchange.getResponseBody().write(name);
        }
    }
}
