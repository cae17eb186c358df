package io.routelb.node.announce;

import inet.ipaddr.IPAddress;
import io.routelb.model.LBNodeAgentView.Garp;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.value.Link;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * When the neighbours are told of which address. An address that begins to serve is announced {@code count} times, and anew when it
 * moves to another link or its link gets another MAC. Owned by the loop; times are monotonic nanoseconds.
 */
public final class Announcer {
    /** The effect port to the links. Used by the owner thread only. */
    @FunctionalInterface
    public interface Wire {
        /** Tells the link's neighbours once that the address is here. */
        void announce(Link link, IPAddress address) throws NetlinkException;
    }

    /** Where an address is: what neighbours have to know of it. */
    private record Place(IPAddress address, String link, String mac) {}

    private record Progress(Link link, int sent, long next) {}

    private final Wire wire;
    private final Map<Place, Progress> schedule = new HashMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private long sent;

    public Announcer(Wire wire) {
        this.wire = wire;
    }

    /**
     * Takes in what serves, and tells what is to be told by now.
     *
     * @param serving local addresses that are on a link and usable
     * @param elected addresses this node has won; where no look is wanted before sending, being one of these is enough
     */
    public void tell(Map<IPAddress, Link> serving, Set<IPAddress> elected, Garp config, long now) {
        Map<Place, Link> places = new HashMap<>();
        serving.forEach((address, link) -> places.put(new Place(address, link.name(), link.mac()), link));
        schedule.keySet()
                .removeIf(place -> !places.containsKey(place)
                        && (config.verifyBeforeSend()
                                || serving.containsKey(place.address())
                                || !elected.contains(place.address())));
        places.forEach((place, link) -> {
            if (link.hasNeighbours()) {
                schedule.putIfAbsent(
                        place, new Progress(link, 0, now + config.initialDelay().toNanos()));
            }
        });
        failures.keySet()
                .removeIf(link -> schedule.keySet().stream()
                        .noneMatch(place -> place.link().equals(link)));
        if (config.enabled()) {
            schedule.replaceAll(
                    (place, progress) -> isDue(progress, config, now) ? told(place, progress, config, now) : progress);
        }
    }

    private static boolean isDue(Progress progress, Garp config, long now) {
        return progress.sent() < config.count() && now - progress.next() >= 0;
    }

    private Progress told(Place place, Progress progress, Garp config, long now) {
        try {
            wire.announce(progress.link(), place.address());
            sent++;
            failures.remove(place.link());
        } catch (NetlinkException e) {
            failures.put(place.link(), String.valueOf(e.getMessage()));
        }
        return new Progress(
                progress.link(), progress.sent() + 1, now + config.interval().toNanos());
    }

    /** How long until something is to be told; {@code Long.MAX_VALUE} when nothing is. */
    public long nanosToNext(Garp config, long now) {
        if (!config.enabled()) {
            return Long.MAX_VALUE;
        }
        return schedule.values().stream()
                .filter(progress -> progress.sent() < config.count())
                .mapToLong(progress -> Math.max(0, progress.next() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Per link why nobody could be told, as of the last try; empty when all is well. */
    public Map<String, String> failures() {
        return Map.copyOf(failures);
    }

    /** Announcements sent since the start. */
    public long sent() {
        return sent;
    }
}
