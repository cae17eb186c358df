package io.routelb.bird.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks the BIRD behind a control socket, each time on a connection of its own, so that one that hangs holds up nothing else. */
public final class BirdSocket {
    /** 100,000 sessions would be said in this. */
    private static final int MOST_OCTETS = 64 << 20;

    private static final int BUFFER = 1 << 16;

    private final Path socket;
    private final Duration limit;

    /** Behind that path; {@code limit} is how long one answer may take. */
    public BirdSocket(Path socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
    }

    /**
     * The answer to a command, a refusal as well.
     *
     * @param command one line
     * @throws BirdException when there is none in time
     */
    public Answer ask(String command) throws BirdException {
        if (command.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("two commands in one");
        }
        long end = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer question = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            AnswerReader reader = new AnswerReader(MOST_OCTETS);
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (reader.answer().isEmpty()) {
                await(selector, end);
                read(channel, buffer, reader);
                if (reader.isGreeted() && question.hasRemaining()) {
                    channel.write(question);
                    key.interestOps(SelectionKey.OP_READ | (question.hasRemaining() ? SelectionKey.OP_WRITE : 0));
                }
            }
            return reader.answer().get();
        } catch (IOException | UnsupportedOperationException e) {
            throw new BirdException(
                    name() + " does not answer: "
                            + Optional.ofNullable(e.getMessage()).orElse("closed"),
                    e);
        } catch (BirdException e) {
            throw new BirdException(name() + ": " + e.sentence(), e);
        }
    }

    private String name() {
        return "BIRD at " + socket;
    }

    private void await(Selector selector, long end) throws IOException, BirdException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0 || (selector.select(left) == 0 && System.nanoTime() - end >= 0)) {
            throw new BirdException("no answer within " + limit.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
    }

    private static void read(SocketChannel channel, ByteBuffer buffer, AnswerReader reader)
            throws IOException, BirdException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new BirdException("it closed the connection");
        }
        reader.take(buffer.flip());
    }
}
