package io.routelb.lab.relay;

import io.routelb.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands TCP connections on. While cut, connecting is refused and what was connected is reset, as when the other side died.
 * {@link #cut} and {@link #heal} belong to one thread.
 */
public final class TcpRelay {
    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);
    private static final int BACKLOG = 100;
    private static final int CONNECT_MILLIS = 3000;

    /** Opens the listening socket, where it should be. */
    @FunctionalInterface
    public interface Door {
        ServerSocket open() throws IOException, InterruptedException;
    }

    private final Door door;
    private final InetSocketAddress target;
    private Listening listening;

    private TcpRelay(Door door, InetSocketAddress target) throws IOException, InterruptedException {
        this.door = door;
        this.target = target;
        this.listening = new Listening(door.open());
    }

    /** A relay that listens where the door opens, and connects from the host's namespace. */
    public static TcpRelay start(Door door, InetSocketAddress target) throws IOException, InterruptedException {
        return new TcpRelay(door, target);
    }

    /** A door on the loopback address of a namespace. */
    public static Door inside(NetworkNamespace namespace, int port) {
        return () -> open(() -> onLoopback(port), namespace);
    }

    /** A door on the host's loopback address; the port is the kernel's choice the first time and then stays. */
    public static Door onHost() throws IOException {
        int port;
        try (ServerSocket probe = onLoopback(0)) {
            port = probe.getLocalPort();
        }
        return () -> onLoopback(port);
    }

    /** The port that is listened on. */
    public int port() {
        return listening.socket.getLocalPort();
    }

    /** Refuses new connections and resets the present ones; when it returns, the port is free. */
    public void cut() throws IOException, InterruptedException {
        listening.end();
    }

    /** Listens again. */
    public void heal() throws IOException, InterruptedException {
        if (listening.ended) {
            listening = new Listening(door.open());
        }
    }

    private static ServerSocket open(Callable<ServerSocket> opening, NetworkNamespace namespace)
            throws IOException, InterruptedException {
        try {
            return namespace.call(opening);
        } catch (ExecutionException e) {
            throw new IOException("cannot listen in " + namespace + ": " + e.getCause(), e);
        }
    }

    private static ServerSocket onLoopback(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
        return socket;
    }

    /** One period of listening, from opening to cutting. */
    private final class Listening {
        private final ServerSocket socket;
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private final Thread acceptor = Thread.ofPlatform().daemon(true).unstarted(this::accept);
        private volatile boolean ended;

        Listening(ServerSocket socket) {
            this.socket = socket;
            acceptor.setName("relay-" + socket.getLocalPort());
            acceptor.start();
        }

        /** The kernel keeps the port while the acceptor is still inside its accept. */
        void end() throws IOException, InterruptedException {
            ended = true;
            socket.close();
            acceptor.join();
            sockets.forEach(this::reset);
        }

        private void accept() {
            while (!ended) {
                try {
                    Socket near = socket.accept();
                    keep(near);
                    Thread.ofVirtual().start(() -> connect(near));
                } catch (IOException e) {
                    if (!ended) {
                        LOG.atWarn().setCause(e).log("relay cannot accept");
                    }
                }
            }
        }

        private void keep(Socket one) {
            sockets.add(one);
            if (ended) {
                reset(one);
            }
        }

        private void connect(Socket near) {
            Socket far = new Socket();
            keep(far);
            try {
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                far.connect(target, CONNECT_MILLIS);
                Thread.ofVirtual().start(() -> copy(far, near));
                copy(near, far);
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("why", e.getMessage()).log("relay's target does not answer");
                reset(near);
                reset(far);
            }
        }

        /** Passes an orderly end on, half by half; any error resets both. */
        private void copy(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                in.transferTo(out);
                to.shutdownOutput();
                if (from.isOutputShutdown()) {
                    close(from);
                    close(to);
                }
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("why", e.getMessage()).log("relayed connection ended");
                reset(from);
                reset(to);
            }
        }

        private void reset(Socket one) {
            try {
                one.setSoLinger(true, 0);
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("why", e.getMessage()).log("relayed connection is already closed");
            }
            close(one);
        }

        private void close(Socket one) {
            sockets.remove(one);
            try {
                one.close();
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("why", e.getMessage()).log("relayed connection did not close well");
            }
        }
    }
}
