package io.routelb.node.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix socket that only its owner can open: whoever connects is told the agent's state and hung up on. Nothing that is sent is read. One
 * thread, one caller at a time. That it cannot be made is no reason not to route.
 */
final class StatusSocket implements AutoCloseable {
    static final String NAME = "status.sock";
    /** Who does not read for so long is hung up on. */
    private static final long PATIENCE_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(StatusSocket.class);

    private final Path path;
    private final ServerSocketChannel channel;
    private final Supplier<String> status;

    private StatusSocket(Path path, ServerSocketChannel channel, Supplier<String> status) {
        this.path = path;
        this.channel = channel;
        this.status = status;
    }

    /** In that folder, which is made if need be; empty when there is to be none, or it cannot be. */
    static Optional<StatusSocket> in(String folder, Supplier<String> status) {
        if (folder.isBlank()) {
            return Optional.empty();
        }
        Path path = Path.of(folder).resolve(NAME);
        try {
            Files.createDirectories(
                    path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(path); // of an earlier process
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            StatusSocket socket = new StatusSocket(path, channel, status);
            Thread.ofPlatform().daemon().name("status-socket").start(socket::serve);
            return Optional.of(socket);
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("lb-node status will not work")
                    .addKeyValue("socket", path)
                    .addKeyValue("reason", e)
                    .log();
            return Optional.empty();
        }
    }

    private void serve() {
        while (channel.isOpen()) {
            try (SocketChannel caller = channel.accept();
                    Selector writable = Selector.open()) {
                caller.configureBlocking(false);
                caller.register(writable, SelectionKey.OP_WRITE);
                ByteBuffer text = ByteBuffer.wrap(status.get().getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining() && writable.select(PATIENCE_MILLIS) > 0) {
                    writable.selectedKeys().clear();
                    caller.write(text);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.atDebug()
                        .setMessage("a caller went away")
                        .addKeyValue("reason", e)
                        .log();
            }
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.atDebug()
                    .setMessage("the socket stays")
                    .addKeyValue("reason", e)
                    .log();
        }
    }
}
