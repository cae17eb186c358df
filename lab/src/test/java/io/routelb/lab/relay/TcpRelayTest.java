package io.routelb.lab.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class TcpRelayTest {
    private ServerSocket echo = unbound();
    private TcpRelay relay = started();

    @BeforeEach
    void start() {
        ServerSocket server = echo;
        Thread.ofPlatform().daemon(true).start(() -> serve(server));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        relay.cut();
        echo.close();
    }

    @Test
    void handsBytesOnInBothDirectionsUntilTheEnd() throws IOException {
        byte[] sent = "hello".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect()) {
            Thread.ofPlatform().daemon(true).start(() -> write(socket, sent));
            assertArrayEquals(sent, socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void resetsConnectionsAndRefusesNewOnesWhileCut() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            relay.cut();
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
        assertThrows(ConnectException.class, this::connect);
    }

    @Test
    void listensAtTheSamePortOnceHealed() throws IOException, InterruptedException {
        int port = relay.port();
        relay.cut();
        relay.heal();
        assertEquals(port, relay.port());
        try (Socket socket = connect()) {
            socket.getOutputStream().write(7);
            assertEquals(7, socket.getInputStream().read());
        }
    }

    /** The target's port never had an acceptor: one inside its accept would keep the port open for a moment longer. */
    @Test
    void resetsTheClientWhenTheTargetIsAway() throws IOException, InterruptedException {
        int nobody;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = probe.getLocalPort();
        }
        TcpRelay toNobody =
                TcpRelay.start(TcpRelay.onHost(), new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody));
        try (Socket socket = connect(toNobody)) {
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        } finally {
            toNobody.cut();
        }
    }

    private Socket connect() throws IOException {
        return connect(relay);
    }

    /** A read that would wait for ever fails the test instead. */
    private static Socket connect(TcpRelay to) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
        socket.setSoTimeout(5000);
        return socket;
    }

    private TcpRelay started() {
        try {
            echo.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return TcpRelay.start(
                    TcpRelay.onHost(), new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket unbound() {
        try {
            return new ServerSocket();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon(true).start(() -> reply(socket));
            } catch (IOException e) {
                // Closed: the test is over.
                return;
            }
        }
    }

    private static void reply(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // Cut, as the test wants it.
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
