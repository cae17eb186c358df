package io.routelb.lab.topology;

import io.routelb.lab.process.ExpectationException;
import io.routelb.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/** The client behind the router: real TCP connections from its namespace, a new one for every request. */
public final class Client {
    private static final int PORT = 80;
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int EARLY_TIMEOUT_MILLIS = 100;
    private static final long PAUSE_NANOS = 2_000_000;

    private final NetworkNamespace namespace;

    private Client(NetworkNamespace namespace) {
        this.namespace = namespace;
    }

    /** The client of the lab's network. */
    public static Client open() throws IOException, InterruptedException {
        return in(LabNetwork.CLIENT);
    }

    /** One in another namespace, such as a node's. */
    public static Client in(String namespace) throws IOException, InterruptedException {
        return new Client(NetworkNamespace.ofPath(Namespaces.file(namespace)));
    }

    /** One request. */
    public Answer request(String address) throws IOException, InterruptedException {
        return requests(address, 1).getFirst();
    }

    /** So many requests, one after the other. */
    public List<Answer> requests(String address, int count) throws IOException, InterruptedException {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getByName(address), PORT);
        try {
            return namespace.call(() -> {
                List<Answer> answers = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    answers.add(once(target, TIMEOUT_MILLIS));
                }
                return answers;
            });
        } catch (ExecutionException e) {
            throw new IOException("the client failed: " + e.getCause(), e);
        }
    }

    /** As above, and how many each node answered; a request without an answer is an {@link ExpectationException}. */
    public NavigableMap<String, Integer> spread(String address, int count) throws IOException, InterruptedException {
        NavigableMap<String, Integer> counts = new TreeMap<>();
        for (Answer answer : requests(address, count)) {
            switch (answer) {
                case Answer.From from -> counts.merge(from.node(), 1, Integer::sum);
                case Answer.Failed failed ->
                    throw new ExpectationException("a request to " + address + " got no answer (" + failed.why()
                            + ") after " + Map.copyOf(counts));
            }
        }
        return counts;
    }

    /** Requests without end, about 300 a second, until {@link Requests#stop}. */
    public Requests start(String address) throws IOException {
        return start(address, PORT);
    }

    /** As above, to a port of its own. */
    public Requests start(String address, int port) throws IOException {
        return new Requests(new InetSocketAddress(InetAddress.getByName(address), port), TIMEOUT_MILLIS);
    }

    /**
     * As above, to an address that is not there yet: until the first answer no request waits long. A kernel that is told of the missing
     * route while it still sends would ask again only after a second.
     */
    public Requests startEarly(String address) throws IOException {
        return new Requests(new InetSocketAddress(InetAddress.getByName(address), PORT), EARLY_TIMEOUT_MILLIS);
    }

    private static Answer once(InetSocketAddress target, int connectMillis) {
        Instant began = Instant.now();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(target, connectMillis);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return body(answer, began);
        } catch (IOException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()), began, Instant.now());
        }
    }

    static Answer body(String answer, Instant began) {
        int head = answer.indexOf("\r\n\r\n");
        if (!answer.startsWith("HTTP/1.1 200 ")
                || head < 0
                || answer.substring(head).isBlank()) {
            return new Answer.Failed(
                    "an incomplete answer of " + answer.length() + " characters", began, Instant.now());
        }
        return new Answer.From(answer.substring(head).strip(), began, Instant.now());
    }

    /** A running series of requests. Started by one thread, stopped by the same. */
    public final class Requests {
        private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        private final Thread thread;
        private volatile boolean stopped;

        private Requests(InetSocketAddress target, int firstConnectMillis) {
            thread = namespace.thread("requests", () -> {
                int connectMillis = firstConnectMillis;
                while (!stopped) {
                    Answer answer = once(target, connectMillis);
                    answers.add(answer);
                    connectMillis = answer instanceof Answer.From ? TIMEOUT_MILLIS : connectMillis;
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            thread.start();
        }

        /** Whether a node has answered so far. */
        public boolean answered() {
            return answers.stream().anyMatch(Answer.From.class::isInstance);
        }

        /** Ends it; gives all answers in the order of asking. */
        public List<Answer> stop() throws InterruptedException {
            stopped = true;
            thread.join();
            return List.copyOf(answers);
        }
    }
}
