package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a Service has when its plan is made.
 *
 * @param held its addresses, in the order of its families; several of one only where it has one of each range
 * @param old further addresses it shows and nobody else holds: what it is moving away from
 */
record Possession(List<IPAddress> held, List<IPAddress> old) {
    static final Possession NOTHING = new Possession(List.of(), List.of());

    Possession {
        held = List.copyOf(held);
        old = List.copyOf(old);
    }

    /**
     * What is still to be shown when the Service is to have the wanted addresses: of each of its families what it held last, and only
     * that, so that a user who changes his mind all the time does not pile addresses up; while it holds what it wants, the rest it shows.
     *
     * @param over what has been shown long enough
     */
    List<IPAddress> leaving(ServiceRequest request, List<IPAddress> wanted, Set<IPAddress> over) {
        return request.families().stream()
                .flatMap(family -> leaving(family, wanted, over))
                .toList();
    }

    private Stream<IPAddress> leaving(IpFamily family, List<IPAddress> wanted, Set<IPAddress> over) {
        List<IPAddress> last = unwanted(held, family, wanted);
        return (last.isEmpty() ? unwanted(old, family, wanted) : last)
                .stream().filter(address -> !over.contains(address));
    }

    private static List<IPAddress> unwanted(List<IPAddress> addresses, IpFamily family, List<IPAddress> wanted) {
        return addresses.stream()
                .filter(address -> IpFamily.of(address) == family && !wanted.contains(address))
                .toList();
    }
}
