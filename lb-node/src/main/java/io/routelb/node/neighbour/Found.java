package io.routelb.node.neighbour;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of the neighbour on a link.
 *
 * @param neighbour its link-local address without a zone
 * @param others addresses of further routers that are there, which should not be
 * @param problem a sentence while there is no neighbour, or more than one; else empty
 */
public record Found(Optional<IPAddress> neighbour, List<IPAddress> others, String problem) {
    public Found {
        others = List.copyOf(others);
    }

    /** The link cannot be used, or nobody was heard on it. */
    static Found nobody(String problem) {
        return new Found(Optional.empty(), List.of(), problem);
    }

    static Found of(String link, IPAddress neighbour, List<IPAddress> others) {
        String problem = others.isEmpty()
                ? ""
                : "interface " + link + " has several routers: the session is with " + neighbour
                        + ", the first that was heard; also there: "
                        + others.stream().map(IPAddress::toString).collect(Collectors.joining(", "));
        return new Found(Optional.of(neighbour), others, problem);
    }

    /** The neighbour with the link as zone. */
    public Optional<IPAddress> on(String link) {
        return neighbour.map(each -> Addresses.onLink(each, link));
    }
}
