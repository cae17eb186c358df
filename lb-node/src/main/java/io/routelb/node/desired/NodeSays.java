package io.routelb.node.desired;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.BgpPeerView;
import io.routelb.model.Community;
import io.routelb.model.Condition;
import io.routelb.model.InvalidValueException;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeAnnotations.Written;
import io.routelb.model.NodeView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node's annotations say of its own BGP; it wins over what is said of all nodes. Each part stands by itself: one that cannot be used
 * stays as it was, and is named. Pure.
 *
 * @param asn the node's AS
 * @param peers the node's own, in their order; their names are no object's
 * @param prepend how often its AS stands in the path of all its routes once more, 0-10
 * @param communities of all its routes
 * @param listens where it is dialled; empty = nothing is said
 * @param problems one sentence for each part that cannot be used
 */
public record NodeSays(
        Optional<Asn> asn,
        List<BgpPeerView> peers,
        int prepend,
        List<Integer> communities,
        Set<IPAddress> listens,
        List<String> problems) {
    /** Nothing. */
    public static final NodeSays NOTHING = new NodeSays(Optional.empty(), List.of(), 0, List.of(), Set.of(), List.of());

    /** The reason of the conditions. */
    public static final String INVALID = "InvalidAnnotation";

    private static final int MOST_PREPENDED = 10;
    private static final int MOST_COMMUNITIES = 64;
    private static final int MOST_LISTENED = 16;

    public NodeSays {
        peers = List.copyOf(peers);
        communities = List.copyOf(communities);
        listens = Set.copyOf(listens);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a node's annotations.
     *
     * @param otherwise the AS of a node that names none
     * @param before what was read last, which parts that cannot be used stay like
     */
    static NodeSays of(NodeView node, Asn otherwise, NodeSays before) {
        List<String> problems = new ArrayList<>();
        Optional<Asn> asn = part(() -> NodeAnnotations.asn(node), before.asn(), problems);
        Asn own = asn.orElse(otherwise);
        return new NodeSays(
                asn,
                part(() -> NodePeers.of(node, own), before.peers(), problems),
                part(() -> prepend(node, own), before.prepend(), problems),
                part(() -> communities(node), before.communities(), problems),
                part(() -> listens(node), before.listens(), problems),
                problems);
    }

    /** The AS that the node's annotation names, if it is one. */
    public static Optional<Asn> asnOf(NodeView node) {
        return part(() -> NodeAnnotations.asn(node), Optional.empty(), new ArrayList<>());
    }

    /** As said of the node of that name. */
    static Condition refused(String node, String problem) {
        return new Condition("Accepted", false, INVALID, "Node " + node + ": " + problem);
    }

    @FunctionalInterface
    private interface Part<T> {
        T read() throws InvalidValueException;
    }

    private static <T> T part(Part<T> part, T before, List<String> problems) {
        try {
            return part.read();
        } catch (InvalidValueException e) {
            problems.add(e.sentence() + "; what was read before stays in force");
            return before;
        }
    }

    /** Only of the node's own AS: who prepends another's pretends to have heard the route from there. */
    private static int prepend(NodeView node, Asn own) throws InvalidValueException {
        Optional<Written> as = NodeAnnotations.find(node, NodeAnnotations.PREPEND_AS);
        Optional<Written> times = NodeAnnotations.find(node, NodeAnnotations.PREPEND_TIMES);
        if (as.isPresent() != times.isPresent()) {
            throw new InvalidValueException(as.or(() -> times).orElseThrow().said()
                    + ": " + NodeAnnotations.PREPEND_AS + " and " + NodeAnnotations.PREPEND_TIMES
                    + " are of use together only");
        }
        if (as.isEmpty()) {
            return 0;
        }
        if (!as.get().asn().equals(own)) {
            throw new InvalidValueException(as.get().said() + ": "
                    + Addresses.shown(as.get().value()) + " is not the node's AS, which is " + own);
        }
        return (int) times.orElseThrow().number(times.get().value(), MOST_PREPENDED);
    }

    private static List<Integer> communities(NodeView node) throws InvalidValueException {
        Optional<Written> written = NodeAnnotations.find(node, NodeAnnotations.COMMUNITIES);
        Set<Integer> communities = new LinkedHashSet<>();
        for (String text : written.isEmpty() ? List.<String>of() : list(written.get())) {
            try {
                communities.add(Community.parse(text));
            } catch (InvalidValueException e) {
                throw new InvalidValueException(written.orElseThrow().said() + ": " + e.sentence(), e);
            }
        }
        if (communities.size() > MOST_COMMUNITIES) {
            throw new InvalidValueException(
                    written.orElseThrow().said() + " has more than " + MOST_COMMUNITIES + " communities");
        }
        return List.copyOf(communities);
    }

    private static Set<IPAddress> listens(NodeView node) throws InvalidValueException {
        Optional<Written> written = NodeAnnotations.find(node, NodeAnnotations.LISTEN);
        Set<IPAddress> addresses = new LinkedHashSet<>();
        for (String text : written.isEmpty() ? List.<String>of() : list(written.get())) {
            addresses.add(Addresses.parseListen(text, written.orElseThrow().said()));
        }
        if (addresses.size() > MOST_LISTENED) {
            throw new InvalidValueException(
                    written.orElseThrow().said() + " has more than " + MOST_LISTENED + " addresses");
        }
        return addresses;
    }

    /** The elements between commas, without the blanks around them; of an empty annotation none. */
    static List<String> list(Written written) throws InvalidValueException {
        if (written.value().length() > NodeAnnotations.LONGEST) {
            throw new InvalidValueException(
                    written.said() + " is longer than " + NodeAnnotations.LONGEST + " characters");
        }
        String text = written.value().strip();
        return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
    }
}
