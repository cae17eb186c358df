package io.routelb.redistribution.bgp.speaker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The speaker's event loop when many sockets have something to read at the same moment. */
class TurnsTest {
    private static final int SOCKETS = 100;

    private final EventLoopGroup group = NativeBackend.inTurns();
    private final CompletableFuture<Integer> readBeforeTheTask = new CompletableFuture<>();
    private final CompletableFuture<Integer> readInAll = new CompletableFuture<>();
    /** On the loop. */
    private int read;

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            read++;
            if (read == 1) {
                ctx.channel().eventLoop().execute(() -> readBeforeTheTask.complete(read));
            }
            if (read == SOCKETS) {
                readInAll.complete(read);
            }
        }
    }

    @Test
    void aTaskHasItsTurnBeforeAllSocketsWereRead() throws IOException {
        List<InetSocketAddress> sockets = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            Bootstrap bootstrap = new Bootstrap()
                    .group(group)
                    .channel(EpollDatagramChannel.class)
                    .handler(new Reader());
            sockets.add((InetSocketAddress) bootstrap
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel()
                    .localAddress());
        }
        CompletableFuture<Void> allHaveSomething = new CompletableFuture<>();
        group.next().execute(allHaveSomething::join);
        try (DatagramSocket sender = new DatagramSocket()) {
            for (InetSocketAddress socket : sockets) {
                sender.send(new java.net.DatagramPacket(new byte[1], 1, socket));
            }
        }
        allHaveSomething.complete(null);
        int before = readBeforeTheTask.orTimeout(10, TimeUnit.SECONDS).join();
        assertTrue(before <= 16, before + " sockets were read before the task had its turn");
        assertEquals(SOCKETS, readInAll.orTimeout(10, TimeUnit.SECONDS).join());
    }
}
