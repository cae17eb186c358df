package io.routelb.redistribution.bmp.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.routelb.model.Addresses;
import io.routelb.model.SpeakerOptions.Monitor;
import io.routelb.redistribution.bgp.message.MessageType;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.session.Slot;
import io.routelb.redistribution.bmp.message.BmpPeer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A station that reads nothing costs no more than what may wait for it. */
@Timeout(60)
class SlowStationTest {
    private static final int UPDATE = 4096;
    /** What may wait, what the kernel takes, and as much again. */
    private static final int FLOOD = 64 << 20;

    @Test
    void aStationThatReadsNothingIsLeft() throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoop loop = group.next();
        BmpExporter exporter = new BmpExporter(loop, () -> {});
        try (ServerSocket station = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Monitor monitor = new Monitor(Addresses.of("127.0.0.1"), station.getLocalPort(), Monitor.EACH_MINUTE);
            loop.submit(() -> exporter.report(Optional.of(monitor), "node")).get();
            try (Socket connection = station.accept()) {
                assertEquals(3, connection.getInputStream().read(), "Initiation has come");
                loop.submit(() -> flood(exporter)).get();
                List<String> problems = loop.submit(exporter::problems).get();
                assertTrue(problems.getFirst().endsWith("it takes less than it is told"), problems::toString);
            }
        } finally {
            loop.submit(exporter::close).get();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        }
    }

    private static void flood(BmpExporter exporter) {
        ObservedPeer peer = exporter.observe(() -> {}, () -> 0);
        peer.sent(Slot.DIALLED, new Open(64512, 90, Addresses.of("10.0.0.1").toIPv4(), List.of()));
        peer.received(Slot.DIALLED, MessageType.OPEN, ByteBuffer.allocate(29));
        BmpPeer shown = new BmpPeer(
                Addresses.of("192.0.2.1"), 64500, Addresses.of("10.0.0.2").toIPv4(), false);
        peer.up(Slot.DIALLED, shown, Addresses.of("192.0.2.11"), 40_000, 179);
        for (int octets = 0; octets < FLOOD; octets += UPDATE) {
            peer.received(Slot.DIALLED, MessageType.UPDATE, ByteBuffer.allocate(UPDATE));
        }
    }
}
