package io.routelb.node.neighbour;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.frame.RouterFrame;
import io.routelb.netlink.packet.RouterWatch;
import io.routelb.netlink.value.Link;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Router discovery on one link as it is now, on a thread of its own; {@link LinkNeighbours} with a socket and a clock. */
final class LinkWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);
    /** How long the thread may take to see that it is to end. */
    private static final Duration ATTENTION = Duration.ofMillis(200);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Link link;
    private final IPv6Address own;
    private final Runnable changed;
    private final AtomicReference<Found> found;
    private final Thread thread;
    private volatile boolean stopping;

    private LinkWatch(Link link, IPv6Address own, Runnable changed) {
        this.link = link;
        this.own = own;
        this.changed = changed;
        this.found = new AtomicReference<>(silence());
        this.thread =
                Thread.ofPlatform().daemon().name("neighbour-" + link.name()).unstarted(this::run);
    }

    /**
     * Begins to look.
     *
     * @param own the link's link-local address, without a zone
     * @param changed called on the watch's thread when {@link #found} says something new
     */
    static LinkWatch start(Link link, IPv6Address own, Runnable changed) {
        LinkWatch watch = new LinkWatch(link, own, changed);
        watch.thread.start();
        return watch;
    }

    /** Whether it is about the link as it is now. */
    boolean isOf(Link other, IPAddress address) {
        return link.index() == other.index() && link.mac().equals(other.mac()) && own.equals(address);
    }

    /** Any thread. */
    Found found() {
        return found.get();
    }

    /** The thread ends soon. */
    void stop() {
        stopping = true;
    }

    private Found silence() {
        return Found.nobody("no router advertisement was heard on interface " + link.name());
    }

    private void run() {
        LinkNeighbours neighbours = new LinkNeighbours(
                System.nanoTime(), () -> ThreadLocalRandom.current().nextDouble());
        while (!stopping) {
            try (RouterWatch socket = RouterWatch.open(link, own)) {
                while (!stopping) {
                    turn(socket, neighbours);
                }
            } catch (NetlinkException e) {
                publish(Found.nobody(String.valueOf(e.getMessage())));
                pause();
            }
        }
    }

    private void turn(RouterWatch socket, LinkNeighbours neighbours) throws NetlinkException {
        for (LinkNeighbours.Message due : neighbours.poll(System.nanoTime())) {
            switch (due) {
                case ADVERTISEMENT -> socket.advertise();
                case SOLICITATION -> socket.solicit();
            }
        }
        publish(neighbours
                .neighbour()
                .map(one -> Found.of(link.name(), one, neighbours.others()))
                .orElseGet(this::silence));
        long wait = Math.min(ATTENTION.toNanos(), neighbours.nanosToNext(System.nanoTime()));
        Optional<RouterFrame.Heard> heard = socket.next(Duration.ofNanos(wait));
        if (heard.isPresent()) {
            switch (heard.get()) {
                case RouterFrame.Heard.Advertisement router ->
                    neighbours.advertisement(router.from(), System.nanoTime());
                case RouterFrame.Heard.Solicitation unused -> neighbours.solicitation(System.nanoTime());
            }
        }
    }

    private void publish(Found now) {
        Found before = found.getAndSet(now);
        if (before.equals(now) || stopping) {
            return;
        }
        if (now.problem().isEmpty()) {
            LOG.atInfo()
                    .setMessage("neighbour found")
                    .addKeyValue("link", link.name())
                    .addKeyValue(
                            "address", now.neighbour().map(Object::toString).orElse(""))
                    .log();
        } else {
            LOG.atWarn()
                    .setMessage("no single neighbour")
                    .addKeyValue("link", link.name())
                    .addKeyValue("reason", now.problem())
                    .log();
        }
        changed.run();
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
    }
}
