package io.routelb.redistribution.bfd.speaker;

import inet.ipaddr.IPAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.MalformedPacketException;
import io.routelb.redistribution.bfd.packet.PacketCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * All BFD sessions of this node, on an event loop thread of their own. Its methods may be called from any thread. It holds as many
 * sessions as it was given peers, and those just removed for another second; what strangers send leaves nothing but a count.
 */
public final class BfdSpeaker implements AutoCloseable {
    private static final long FAREWELL_SECONDS = 2;
    private static final long STAND_STILL_MILLIS = 20;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final PathListener listener;
    private final Map<IPAddress, BfdSession> byAddress = new HashMap<>();
    /** Those that are taking their leave, too. */
    private final Map<Integer, BfdSession> byDiscriminator = new HashMap<>();

    private final Map<Receiver.Place, Receiver> receivers = new HashMap<>();
    private final AtomicReference<Set<BfdPeer>> applied = new AtomicReference<>(Set.of());
    private final AtomicReference<Map<IPAddress, BfdSession>> published = new AtomicReference<>(Map.of());
    private final AtomicReference<List<String>> problems = new AtomicReference<>(List.of());
    private final AtomicLong strangers = new AtomicLong();
    private boolean closed;

    /** The thread starts with the first peer. */
    public BfdSpeaker(PathListener listener) {
        this.listener = listener;
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bfd", true), EpollIoHandler.newFactory());
        loop = group.next();
    }

    /**
     * Sets whom to watch, one session a peer address. Who is not in it any more is told that it is no failure.
     * Of no effect once closed.
     */
    public void apply(Collection<BfdPeer> wanted) {
        Set<BfdPeer> peers = Set.copyOf(wanted);
        // With nobody who asks for BFD no thread is needed.
        if (!peers.equals(applied.getAndSet(peers)) && !loop.isShuttingDown()) {
            loop.execute(() -> put(peers));
        }
    }

    private void put(Set<BfdPeer> wanted) {
        if (closed) {
            return;
        }
        Map<IPAddress, BfdPeer> present = new HashMap<>();
        wanted.forEach(peer -> present.put(peer.address(), peer));
        List.copyOf(byAddress.values()).forEach(session -> {
            BfdPeer peer = present.get(session.peer().address());
            if (peer != null && session.peer().carriesOn(peer)) {
                session.reconfigure(peer);
            } else {
                remove(session);
            }
        });
        wanted.stream().filter(peer -> !byAddress.containsKey(peer.address())).forEach(this::add);
        published.set(Map.copyOf(byAddress));
        listen();
    }

    private void add(BfdPeer peer) {
        int discriminator = 0;
        while (discriminator == 0 || byDiscriminator.containsKey(discriminator)) {
            discriminator = ThreadLocalRandom.current().nextInt();
        }
        BfdSession session = new BfdSession(loop, peer, discriminator, listener);
        byAddress.put(peer.address(), session);
        byDiscriminator.put(discriminator, session);
        session.start();
    }

    private void remove(BfdSession session) {
        byAddress.remove(session.peer().address());
        session.disable(() -> {
            byDiscriminator.remove(session.discriminator());
            listen();
        });
    }

    /** Opens the sockets that sessions need and closes the others. */
    private void listen() {
        Set<Receiver.Place> needed = new HashSet<>();
        byDiscriminator.values().forEach(session -> needed.add(Receiver.Place.of(session.peer())));
        List.copyOf(receivers.keySet()).stream()
                .filter(place -> !needed.contains(place))
                .forEach(place -> Optional.ofNullable(receivers.remove(place)).ifPresent(Receiver::close));
        needed.stream().filter(place -> !receivers.containsKey(place)).forEach(place -> {
            Receiver receiver = new Receiver(loop, place, this::arrived, this::publishProblems);
            receivers.put(place, receiver);
            receiver.open();
        });
        publishProblems();
    }

    private void publishProblems() {
        problems.set(receivers.values().stream()
                .map(Receiver::problem)
                .filter(each -> !each.isEmpty())
                .distinct()
                .sorted()
                .toList());
    }

    /** RFC 5880 section 6.8.6, up to the authentication; section 6.3 for whom a packet is for. */
    private void arrived(Receiver.Place place, IPAddress from, ByteBuffer octets) {
        ControlPacket packet;
        try {
            packet = PacketCodec.decode(octets);
        } catch (MalformedPacketException e) {
            strangers.incrementAndGet();
            return;
        }
        int yours = packet.yourDiscriminator();
        BfdSession session = yours != 0 ? byDiscriminator.get(yours) : byAddress.get(from);
        if (session == null || !place.serves(session.peer())) {
            strangers.incrementAndGet();
            return;
        }
        session.receive(packet, octets);
    }

    /**
     * All threads are about to stand still for some tens of milliseconds (a collection of garbage): every session with a short interval
     * speaks before, so that the interval does not come on top. Returns when that has been done, after 20 ms at the latest.
     */
    public void standStillAhead() {
        if (published.get().isEmpty() || loop.isShuttingDown()) {
            return;
        }
        CompletableFuture<Void> spoken = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                byAddress.values().forEach(BfdSession::speakAhead);
                spoken.complete(null);
            });
        } catch (RejectedExecutionException e) {
            return; // closed meanwhile
        }
        spoken.completeOnTimeout(null, STAND_STILL_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    /** What is known now, by peer address. */
    public Map<IPAddress, RoutingStatus.Bfd> status() {
        Map<IPAddress, RoutingStatus.Bfd> views = new HashMap<>();
        published.get().forEach((address, session) -> views.put(address, session.view()));
        return views;
    }

    /** Sentences about ports that cannot be listened on. */
    public List<String> problems() {
        return problems.get();
    }

    /** Datagrams that were no packet, or for no session. */
    public long strangers() {
        return strangers.get();
    }

    /** Tells every peer that it is no failure, waits at most a second until they know, and ends the thread. Idempotent. */
    @Override
    public void close() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        try {
            loop.execute(() -> farewell(gone));
            gone.completeOnTimeout(null, FAREWELL_SECONDS, TimeUnit.SECONDS).join();
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        group.shutdownGracefully(0, FAREWELL_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(FAREWELL_SECONDS, TimeUnit.SECONDS);
    }

    private void farewell(CompletableFuture<Void> gone) {
        closed = true;
        List<CompletableFuture<Void>> leaving = new ArrayList<>();
        List.copyOf(byAddress.values()).forEach(session -> {
            CompletableFuture<Void> left = new CompletableFuture<>();
            leaving.add(left);
            session.disable(() -> left.complete(null));
        });
        published.set(Map.of());
        CompletableFuture<Void> all = CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new));
        var unused = all.whenComplete((ok, bad) -> {
            receivers.values().forEach(Receiver::close);
            receivers.clear();
            gone.complete(null);
        });
    }
}
