package io.routelb.node.neighbour;

import inet.ipaddr.IPAddress;
import io.routelb.netlink.value.Link;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks on the real links. Owned by the loop, but for what it calls. */
public final class Neighbours implements Discovery, AutoCloseable {
    /** Links looked at; each costs a thread and a socket. */
    private static final int MOST_LINKS = 32;

    private final Runnable changed;
    private final Map<String, LinkWatch> watches = new HashMap<>();

    /** {@code changed} is called from other threads when {@link #follow} has something new to say. */
    public Neighbours(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public Map<String, Found> follow(Set<String> wanted, Collection<Link> links, Map<String, IPAddress> linkLocals) {
        Map<String, Link> present = new HashMap<>();
        links.forEach(link -> present.put(link.name(), link));
        Map<String, LinkWatch> before = Map.copyOf(watches);
        watches.clear();
        Map<String, Found> found = new TreeMap<>();
        for (String name : new TreeSet<>(wanted)) {
            found.put(
                    name,
                    look(
                            name,
                            Optional.ofNullable(present.get(name)),
                            Optional.ofNullable(linkLocals.get(name)),
                            Optional.ofNullable(before.get(name))));
        }
        before.values().stream().filter(each -> !watches.containsValue(each)).forEach(LinkWatch::stop);
        return found;
    }

    private Found look(String name, Optional<Link> present, Optional<IPAddress> linkLocal, Optional<LinkWatch> before) {
        if (present.isEmpty()) {
            return Found.nobody("there is no interface " + name);
        }
        Link link = present.get();
        if (!link.up() || !link.lowerUp()) {
            return Found.nobody("interface " + name + " is down");
        }
        if (!link.hasNeighbours()) {
            return Found.nobody("interface " + name + " has no Ethernet neighbours");
        }
        if (linkLocal.isEmpty()) {
            return Found.nobody("interface " + name + " has no link-local IPv6 address");
        }
        if (watches.size() >= MOST_LINKS) {
            return Found.nobody("more than " + MOST_LINKS + " interfaces are to be looked at; " + name + " is not");
        }
        IPAddress own = linkLocal.get();
        LinkWatch watch = before.filter(each -> each.isOf(link, own))
                .orElseGet(() -> LinkWatch.start(link, own.toIPv6(), changed));
        watches.put(name, watch);
        return watch.found();
    }

    @Override
    public void close() {
        watches.values().forEach(LinkWatch::stop);
        watches.clear();
    }
}
