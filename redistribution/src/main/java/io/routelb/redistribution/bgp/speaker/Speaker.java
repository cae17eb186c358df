package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.redistribution.LearnedRoutes;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.bfd.speaker.PathListener;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.rib.AdjRibOut;
import io.routelb.redistribution.bgp.rib.Reachability;
import io.routelb.redistribution.bgp.rib.Rib;
import io.routelb.redistribution.bgp.rib.UpdateGroups.Wish;
import io.routelb.redistribution.bgp.session.Comeback;
import io.routelb.redistribution.bmp.exporter.BmpExporter;
import io.routelb.redistribution.socket.Wire;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All peers of this node. Runs on the event loop only, except {@link #status}. */
final class Speaker {
    private static final Logger LOG = LoggerFactory.getLogger(Speaker.class);

    /** The peer has to digest the end of the session before the next begins. */
    private static final Duration REOPEN_PAUSE = Duration.ofSeconds(1);

    /** Of the loop, for telling peers, until others have their turn. */
    private static final long SLICE_NANOS = 5_000_000;

    private final EventLoop loop;
    private final Runnable statusChanged;
    private final Listener listener;
    private final Arrivals arrivals = new Arrivals();
    private final DynamicNeighbours dynamic = new DynamicNeighbours();
    private IPv4Address routerId = new IPv4Address(0);
    private ListenerKeys keys = new ListenerKeys(Map.of(), List.of());
    private final BmpExporter exporter;
    private final Rib rib;
    private final LearnedOffer offer;
    private final Captures captures = new Captures();
    private final Homecoming homecoming = new Homecoming();
    private final Map<IPAddress, PeerSession> peers = new TreeMap<>();
    private final Waiters waiters = new Waiters();
    private final AtomicReference<RoutingStatus> published =
            new AtomicReference<>(new RoutingStatus(List.of(), List.of()));
    private long version;
    private volatile boolean keptOverRestart;
    private final Rested publishing;
    private boolean answering;
    private boolean telling;
    private boolean moved;
    private boolean closed;

    Speaker(EventLoop loop, Runnable statusChanged, Reachability reachability, LearnedRoutes learned) {
        this.loop = loop;
        this.statusChanged = statusChanged;
        this.publishing = new Rested(loop, this::publish);
        this.exporter = new BmpExporter(loop, this::changed);
        this.rib = new Rib(reachability);
        this.offer = new LearnedOffer(learned);
        rib.loc().listen(offer::changed);
        this.listener = new Listener(loop, this::accept, this::changed);
    }

    RoutingStatus status() {
        return published.get();
    }

    /** Peers may have kept what an earlier process told them. Before the first intent. */
    void comeBack(Comeback from) {
        if (version > 0) {
            throw new IllegalStateException("an intent is in force already");
        }
        homecoming.is(from);
    }

    /** Whether a peer would keep our routes. Any thread. */
    boolean isKeptOverRestart() {
        return keptOverRestart;
    }

    void apply(RoutingIntent intent, CompletableFuture<Void> told) {
        if (closed) {
            told.completeExceptionally(new IllegalStateException("the BGP speaker is closed"));
            return;
        }
        version++;
        waiters.add(version, told);
        routerId = intent.routerId();
        Map<IPAddress, RoutingIntent.Peer> wanted = wanted(intent);
        rib.loc().decideBy(intent.options().bestPath());
        captures.into(intent.options().captureDirectory().map(Path::of));
        removeOthers(wanted);
        waitFor(wanted);
        // Before anybody is dialled: else two that begin together may refuse each other, and both wait.
        keys = ListenerKeys.of(intent.peers(), dynamic.keys());
        listener.protect(keys.keys());
        listener.listen(intent.listenPort(), intent.options().listenAddresses());
        wanted.forEach(this::reconcile);
        tell();
        exporter.report(intent.options().monitor(), intent.routerId().toString());
        changed();
    }

    /** RFC 4724 section 4.1: after a restart nothing is chosen before they have told all, for as long as they may keep what they had. */
    private void waitFor(Map<IPAddress, RoutingIntent.Peer> wanted) {
        if (version == 1) {
            Map<IPAddress, Duration> times = new HashMap<>();
            wanted.forEach((address, peer) -> {
                if (peer.options().restart().enabled()) {
                    times.put(address, peer.options().restart().time());
                }
            });
            rib.deferral().begin(times.keySet(), homecoming.isOne());
            Duration longest = times.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
            var unused = loop.schedule(this::chooseAtLast, longest.toNanos(), TimeUnit.NANOSECONDS);
        }
        rib.deferral().among(wanted.keySet());
    }

    /** The Selection_Deferral_Timer ran out. */
    private void chooseAtLast() {
        rib.deferral().end();
        routesMoved();
    }

    /** Those with a name, and of the others those that are there. */
    private Map<IPAddress, RoutingIntent.Peer> wanted(RoutingIntent intent) {
        Map<IPAddress, RoutingIntent.Peer> wanted = new HashMap<>();
        intent.peers().forEach(peer -> wanted.put(peer.address().withoutPrefixLength(), peer));
        wanted.keySet().forEach(dynamic::remove);
        dynamic.replace(intent.options().dynamicPeers());
        wanted.putAll(dynamic.stillWanted());
        return wanted;
    }

    private void reconcile(IPAddress address, RoutingIntent.Peer peer) {
        PeerIdentity identity = new PeerIdentity(peer, routerId);
        PeerSession present = peers.get(address);
        Optional<Notification> farewell = present == null ? Optional.empty() : present.changedTo(identity);
        if (present == null) {
            peers.put(address, startSession(identity, SessionHistory.NONE, Duration.ZERO, peer.routes()));
        } else if (farewell.isPresent()) {
            LOG.atInfo()
                    .setMessage("BGP peer reconfigured")
                    .addKeyValue("peer", peer.name())
                    .addKeyValue("address", address)
                    .log();
            present.stop(farewell);
            peers.put(address, startSession(identity, present.history(), REOPEN_PAUSE, peer.routes()));
        } else {
            present.adapt(identity);
            present.routing().advertise(peer.routes(), version);
        }
    }

    /** All at once, so that peers that are told the same stay together. */
    private void tell() {
        Map<AdjRibOut, Wish> wishes = new LinkedHashMap<>();
        peers.values().forEach(each -> each.routing().wish(wishes));
        rib.groups().tell(wishes);
        rib.originate(
                peers.values().stream().map(each -> each.routing().routes()).toList());
        routesMoved();
    }

    /** There may be something to tell peers and the consumer of learned routes: looked at once per turn of the loop. */
    private void routesMoved() {
        moved = true;
        if (!telling) {
            telling = true;
            loop.execute(this::tellAll);
        }
    }

    private void tellAll() {
        if (closed) {
            return; // what was learned goes on being used, for a successor
        }
        moved = false;
        offer.make(!rib.deferral().isPending());
        pump(List.copyOf(peers.values()).iterator());
    }

    /** Peer after peer; when that takes long, with turns of the loop in between, so that nobody's KEEPALIVE waits for it. */
    private void pump(Iterator<PeerSession> rest) {
        long until = System.nanoTime() + SLICE_NANOS;
        while (rest.hasNext()) {
            rest.next().routing().pump();
            if (System.nanoTime() > until) {
                var unused = loop.schedule(() -> pump(rest), 1, TimeUnit.NANOSECONDS);
                return;
            }
        }
        telling = false;
        changed();
        if (moved) {
            routesMoved();
        }
    }

    /** The ways to next hops changed. */
    void reachabilityChanged() {
        rib.loc().reachabilityChanged();
        routesMoved();
    }

    private PeerSession startSession(
            PeerIdentity identity, SessionHistory history, Duration pause, Map<Prefix, RouteAttributes> routes) {
        PeerSession session = new PeerSession(
                loop,
                identity,
                history,
                homecoming.to(identity),
                captures,
                exporter,
                rib,
                this::changed,
                this::routesMoved);
        session.routing().advertise(routes, version);
        session.start(pause);
        return session;
    }

    private void removeOthers(Map<IPAddress, RoutingIntent.Peer> wanted) {
        Iterator<Map.Entry<IPAddress, PeerSession>> each = peers.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<IPAddress, PeerSession> entry = each.next();
            if (!wanted.containsKey(entry.getKey())) {
                LOG.atInfo()
                        .setMessage("BGP peer removed")
                        .addKeyValue("address", entry.getKey())
                        .log();
                entry.getValue().stop(Optional.of(Notification.DE_CONFIGURED));
                each.remove();
            }
        }
    }

    /**
     * Gives the connection from that address to whom it is for, or says why it is not taken. On which link a link-local address is takes
     * long to find out, so only those who may come in are worth it.
     */
    private Optional<Refusal> accept(InetAddress source, Channel channel) {
        IPAddress bare = Wire.bare(source);
        Optional<DynamicPeers> range = dynamic.rangeOf(bare);
        List<IPAddress> known = at(bare);
        if (known.isEmpty() && range.isEmpty()) {
            return Optional.of(new Refusal("no peer is configured for the address", false));
        }
        boolean named = known.stream().anyMatch(each -> !dynamic.present().contains(each));
        if (!arrivals.allow(bare, named, System.nanoTime())) {
            return Optional.of(new Refusal("it comes too often", false));
        }
        return accept(Wire.address(source), range, channel);
    }

    /** The keys of the peers that have the address; a link-local one can be of several, each on its link. */
    private List<IPAddress> at(IPAddress bare) {
        if (!(bare.isIPv6() && bare.isLinkLocal())) {
            return peers.containsKey(bare) ? List.of(bare) : List.of();
        }
        return peers.keySet().stream()
                .filter(each -> Addresses.withoutLink(each).equals(bare))
                .toList();
    }

    private Optional<Refusal> accept(IPAddress from, Optional<DynamicPeers> range, Channel channel) {
        PeerSession known = peers.get(from);
        if (known != null) {
            return known.accepted(channel);
        }
        if (range.isEmpty()) {
            return Optional.of(new Refusal("no peer is configured for the address on that link", false));
        }
        DynamicPeers like = range.get();
        long halfOpen = dynamic.present().stream()
                .map(peers::get)
                .filter(each -> each != null && each.isHalfOpen())
                .count();
        return dynamic.refuse(like, halfOpen).or(() -> welcome(from, like, channel));
    }

    private Optional<Refusal> welcome(IPAddress from, DynamicPeers like, Channel channel) {
        RoutingIntent.Peer peer = DynamicNeighbours.peer(like, from);
        PeerSession session =
                startSession(new PeerIdentity(peer, routerId), SessionHistory.NONE, Duration.ZERO, peer.routes());
        peers.put(from, session);
        dynamic.add(from, like);
        tell();
        return session.accepted(channel);
    }

    /** Dynamic neighbours are known only while they are there. */
    private void forgetThoseGone() {
        for (IPAddress each : dynamic.present()) {
            PeerSession session = peers.get(each);
            if (session == null || session.isGone()) {
                dynamic.remove(each);
                Optional.ofNullable(peers.remove(each)).ifPresent(gone -> gone.stop(Optional.empty()));
            }
        }
    }

    /** Those with a name, and of those known by where they dial from the ones that have introduced themselves. */
    List<RoutingIntent.Peer> introduced() {
        Set<IPAddress> guests = dynamic.present();
        return peers.entrySet().stream()
                .filter(each ->
                        !guests.contains(each.getKey()) || !each.getValue().isHalfOpen())
                .map(each -> each.getValue().identity().peer())
                .toList();
    }

    /** What BFD says of the path to a peer. */
    void pathChanged(PathListener.PathChange change) {
        PeerSession peer = peers.get(change.peer());
        if (peer != null && change.lost()) {
            peer.pathLost(change.reason(), change.independent());
        }
        changed();
    }

    /**
     * Something in the status changed, or somebody may have been told everything. The one who waits hears it in the next turn of the
     * loop; the status is made anew at once too, but of many peers no oftener than leaves nine tenths of the time for other work.
     */
    private void changed() {
        if (!waiters.isEmpty() && !answering) {
            answering = true;
            loop.execute(this::answer);
        }
        publishing.ask();
    }

    private void answer() {
        answering = false;
        // Who was told asks for the status next.
        waiters.answer(
                told -> peers.values().stream().allMatch(peer -> peer.routing().hasBeenTold(told)), publishing::now);
    }

    private void publish() {
        forgetThoseGone();
        List<RoutingStatus.Peer> views =
                peers.values().stream().map(PeerSession::view).toList();
        List<String> problems = Stream.of(listener.problems(), keys.problems(), exporter.problems())
                .flatMap(List::stream)
                .toList();
        published.set(new RoutingStatus(views, problems, listener.refused()));
        keptOverRestart = peers.values().stream().anyMatch(PeerSession::keepsOurs);
        statusChanged.run();
    }

    /** Ends all sessions; {@code forRestart}: without a word to those who then keep our routes for a successor. */
    void close(boolean forRestart, CompletableFuture<Void> gone) {
        closed = true;
        listener.close();
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        peers.values().forEach(peer -> {
            peer.stop(forRestart && peer.keepsOurs() ? Optional.empty() : Optional.of(Notification.SHUTDOWN));
            closing.add(peer.closed());
        });
        exporter.close();
        peers.clear();
        waiters.fail(new IllegalStateException("the BGP speaker was closed"));
        published.set(new RoutingStatus(List.of(), List.of(), listener.refused()));
        CompletableFuture<Void> all = CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
        var unused = all.whenComplete((ok, bad) -> {
            captures.into(Optional.empty());
            gone.complete(null);
        });
    }
}
