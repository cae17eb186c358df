package io.routelb.frr.control;

import io.routelb.frr.render.ConfigLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The terminal of one FRR daemon: the socket that vtysh, too, has open to it. Owned by one thread. A terminal that failed is of no further
 * use. FRR has the socket belong to {@code frr:frrvty}, mode 0770.
 */
public final class Vty implements AutoCloseable {
    /** More than the neighbours of a large router take in JSON. */
    private static final int LONGEST = 32 << 20;

    private static final int CHUNK = 64 << 10;

    private final String daemon;
    private final Duration patience;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);

    private Vty(String daemon, Duration patience, SocketChannel channel) throws IOException {
        this.daemon = daemon;
        this.patience = patience;
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /**
     * Opens the terminal of a daemon.
     *
     * @param folder where FRR's sockets are, usually {@code /var/run/frr}
     * @param patience for each answer
     * @throws FrrException nobody answers there
     */
    public static Vty open(Path folder, String daemon, Duration patience) throws FrrException {
        Path socket = folder.resolve(daemon + ".vty");
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                Vty vty = new Vty(daemon, patience, channel);
                vty.ask("enable");
                return vty;
            } catch (IOException | FrrException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new FrrException(daemon + " does not answer at " + socket + ": " + FrrException.said(e), e);
        }
    }

    /** What the daemon has now, as it writes it. */
    public List<ConfigLine> running() throws FrrException {
        return ConfigLine.parse(ask("show running-config").text());
    }

    /**
     * Gives commands in configuration mode, one after the other.
     *
     * @return the first that was refused, with the daemon's words; the ones after it were not given. Empty when all are in force
     */
    public Optional<String> configure(List<String> commands) throws FrrException {
        if (commands.isEmpty()) {
            return Optional.empty();
        }
        ask("configure terminal");
        try {
            for (String command : commands) {
                VtyAnswer answer = ask(command);
                if (!answer.isDone()) {
                    return Optional.of("\"" + ConfigLine.withoutSecret(command) + "\": "
                            + answer.text().strip().lines().findFirst().orElse("refused"));
                }
            }
            return Optional.empty();
        } finally {
            ask("end");
        }
    }

    /**
     * Gives one command.
     *
     * @param command one line; FRR has no quoting that would let it be more
     * @throws FrrException the daemon has gone, or its answer is too long or too late
     */
    VtyAnswer ask(String command) throws FrrException {
        if (command.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("a command is one line");
        }
        long until = System.nanoTime() + patience.toNanos();
        ByteBuffer line = ByteBuffer.wrap((command + '\0').getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                if (channel.write(line) == 0) {
                    await(SelectionKey.OP_WRITE, until);
                }
            }
            return answer(until);
        } catch (IOException e) {
            throw new FrrException(daemon + ": " + FrrException.said(e), e);
        }
    }

    private VtyAnswer answer(long until) throws IOException {
        Received received = new Received();
        while (true) {
            chunk.clear();
            int read = channel.read(chunk);
            if (read < 0) {
                throw new IOException("it hung up");
            }
            if (read == 0) {
                await(SelectionKey.OP_READ, until);
                continue;
            }
            received.write(chunk.array(), 0, read);
            Optional<VtyAnswer> answer = received.answer();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (received.size() > LONGEST) {
                throw new IOException("its answer is longer than " + LONGEST + " bytes");
            }
        }
    }

    private void await(int operation, long until) throws IOException {
        long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        key.interestOps(operation);
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("no answer within " + patience.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws FrrException {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            throw new FrrException(daemon + ": " + FrrException.said(e), e);
        }
    }

    /** Bytes that are looked at where they are. */
    private static final class Received extends ByteArrayOutputStream {
        synchronized Optional<VtyAnswer> answer() {
            return VtyAnswer.decode(buf, count);
        }
    }
}
