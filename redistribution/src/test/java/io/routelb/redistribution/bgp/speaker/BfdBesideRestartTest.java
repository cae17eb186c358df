package io.routelb.redistribution.bgp.speaker;

import static io.routelb.redistribution.bgp.speaker.Lab.await;
import static io.routelb.redistribution.bgp.speaker.Lab.intent;
import static io.routelb.redistribution.bgp.speaker.Lab.peer;
import static io.routelb.redistribution.bgp.speaker.Lab.routes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.routelb.model.Addresses;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bfd.packet.State;
import io.routelb.redistribution.bfd.speaker.PathListener.PathChange;
import io.routelb.redistribution.bgp.rib.Reachability;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5882 section 4.3: BFD fails while a peer with graceful restart is there, and while it is away. */
class BfdBesideRestartTest {
    private static final int NODE_PORT = 27_961;
    private static final int ROUTER_PORT = 27_962;
    private static final String NODE = "127.0.0.61";
    private static final String ROUTER = "127.0.0.62";

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Speaker node = new Speaker(loop, () -> {}, Reachability.EVERYWHERE, LearnedRoutes.NOBODY);
    private final NativeBackend router = new NativeBackend();

    @AfterEach
    void closeBoth() {
        router.close();
        loop.submit(() -> node.close(false, new CompletableFuture<>())).syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private RoutingStatus.Peer seen() {
        return node.status().peers().getFirst();
    }

    private void connect() {
        loop.submit(() -> node.apply(
                        intent(
                                64512,
                                "10.0.0.1",
                                NODE_PORT,
                                List.of(peer(ROUTER, 65010, 64512, ROUTER_PORT, NODE)),
                                Set.of()),
                        new CompletableFuture<>()))
                .syncUninterruptibly();
        router.apply(intent(
                65010,
                "10.0.0.2",
                ROUTER_PORT,
                List.of(peer(NODE, 64512, 65010, NODE_PORT, ROUTER)),
                routes("198.51.100.1/32")));
        await("the route arrives", () -> !node.status().peers().isEmpty() && seen().received() == 1);
    }

    private void pathLost(boolean independent) {
        loop.submit(() -> node.pathChanged(
                        new PathChange(Addresses.of(ROUTER), State.DOWN, true, independent, "silence")))
                .syncUninterruptibly();
        loop.submit(() -> {}).syncUninterruptibly(); // what it has set off
    }

    @Test
    void whatARestartingPeerToldStaysUnlessItsBfdIsIndependentOfItsControlPlane() {
        connect();
        router.closeForRestart();
        await("the session is gone", () -> !seen().state().equals("Established"));
        assertEquals(1, seen().received());
        pathLost(false);
        assertEquals(1, seen().received(), "its BFD may have gone with the process that speaks BGP");
        pathLost(true);
        await("it forwards no more", () -> seen().received() == 0);
    }

    @Test
    void ofAPeerThatIsThereAllGoesAtOnceWhateverTheBit() {
        connect();
        pathLost(false);
        await("all is gone", () -> seen().received() == 0 && seen().flaps() == 1);
    }
}
