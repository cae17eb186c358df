package io.routelb.lab.topology;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of {@code ip -ts -o monitor address route}: an address or a route came (or changed), or went. */
public sealed interface KernelChange {
    /** When the kernel's message was read. */
    Instant time();

    /** True when it went away. */
    boolean deleted();

    /** An address on a link. */
    record Address(Instant time, boolean deleted, String address, String link) implements KernelChange {}

    /** A route of a routing daemon, with the gateways the message names. */
    record Route(Instant time, boolean deleted, String destination, Set<String> gateways) implements KernelChange {
        public Route {
            gateways = Set.copyOf(gateways);
        }
    }

    /** The line's time, whether it is a deletion, and the rest. */
    Pattern LINE = Pattern.compile("\\[(\\S+)\\] (?:\\[[A-Z]+\\])?(Deleted )?(.*)");

    /** An address line: index, link, family, address with its length. */
    Pattern ADDRESS = Pattern.compile("\\d+: (\\S+)\\s+inet6? (\\S+?)/\\d+ .*");

    /** A daemon's route: destination first. */
    Pattern ROUTE = Pattern.compile("([0-9a-f:.]+(?:/\\d+)?) .*proto (?:bgp|bird|zebra|186)\\b.*");

    /** A gateway within a route line. */
    Pattern GATEWAY = Pattern.compile("\\bvia (?:inet6? )?([0-9a-f:.]+)");

    /** Reads a line; empty when it is about something else. */
    static Optional<KernelChange> parse(String line) {
        Matcher whole = LINE.matcher(line);
        if (!whole.matches()) {
            return Optional.empty();
        }
        Instant time = LocalDateTime.parse(whole.group(1))
                .atZone(ZoneId.systemDefault())
                .toInstant();
        boolean deleted = whole.group(2) != null;
        String rest = whole.group(3);
        Matcher address = ADDRESS.matcher(rest);
        if (address.matches()) {
            return Optional.of(new Address(time, deleted, address.group(2), address.group(1)));
        }
        Matcher route = ROUTE.matcher(rest);
        if (!route.matches()) {
            return Optional.empty();
        }
        Set<String> gateways = new TreeSet<>();
        Matcher gateway = GATEWAY.matcher(rest);
        while (gateway.find()) {
            gateways.add(gateway.group(1));
        }
        return Optional.of(new Route(time, deleted, route.group(1), gateways));
    }

    /** When an address was removed; empty when it never was. */
    static Optional<Instant> addressRemoved(List<KernelChange> changes, String address) {
        Instant found = null;
        for (KernelChange change : changes) {
            if (change instanceof Address one && one.deleted() && one.address().equals(address)) {
                found = one.time();
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * When a destination lost a gateway for good; empty when it has it still, or never had it.
     *
     * @param before the destination's gateways when the changes begin
     */
    static Optional<Instant> gatewayLeft(
            List<KernelChange> changes, Set<String> before, String destination, String gateway) {
        Set<String> present = new TreeSet<>(before);
        Instant left = null;
        for (KernelChange change : changes) {
            if (!(change instanceof Route route) || !route.destination().equals(destination)) {
                continue;
            }
            boolean had = present.contains(gateway);
            if (!route.deleted()) {
                present = new TreeSet<>(route.gateways());
            } else if (route.gateways().isEmpty()) {
                present.clear();
            } else {
                present.removeAll(route.gateways());
            }
            if (present.contains(gateway)) {
                left = null;
            } else if (had) {
                left = route.time();
            }
        }
        return Optional.ofNullable(left);
    }
}
