package io.routelb.lab.bgp;

import io.routelb.model.IpFamily;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a routing daemon is to be, whichever it is.
 *
 * @param neighbours its sessions, at most one per address
 * @param routes prefixes it originates, both families
 */
public record RouterSetup(long asn, String routerId, List<Neighbour> neighbours, List<String> routes) {
    public RouterSetup {
        neighbours = List.copyOf(neighbours);
        routes = List.copyOf(routes);
    }

    /**
     * One session of the daemon's.
     *
     * @param local its own address in the session
     * @param address ours
     * @param asn ours
     * @param hold hold time it offers
     */
    public record Neighbour(
            String local, String address, long asn, Set<IpFamily> families, Duration hold, Set<Option> options) {
        public Neighbour {
            families = Set.copyOf(families);
            options = Set.copyOf(options);
        }

        /** The same with further options. */
        public Neighbour with(Option... further) {
            return new Neighbour(
                    local,
                    address,
                    asn,
                    families,
                    hold,
                    Stream.concat(options.stream(), Arrays.stream(further)).collect(Collectors.toSet()));
        }

        /** The same for one family's routes only. */
        public Neighbour only(IpFamily family) {
            return new Neighbour(local, address, asn, Set.of(family), hold, options);
        }

        /** The option of that kind, if it is asked for. */
        public <T extends Option> Optional<T> option(Class<T> kind) {
            return options.stream().filter(kind::isInstance).map(kind::cast).findFirst();
        }

        boolean has(Class<? extends Option> kind) {
            return option(kind).isPresent();
        }
    }

    /** The same with other routes of its own. */
    public RouterSetup originating(List<String> others) {
        return new RouterSetup(asn, routerId, neighbours, others);
    }

    boolean anyHas(Class<? extends Option> kind) {
        return neighbours.stream().anyMatch(each -> each.has(kind));
    }

    /** Its routes of a family. */
    List<String> routes(IpFamily family) {
        return routes.stream()
                .filter(each -> each.contains(":") == (family == IpFamily.IPV6))
                .toList();
    }
}
