package io.routelb.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names of the annotations RouteLB reads on Nodes, without the part before the slash: {@code routelb.io/} is ours, {@code kube-router.io/}
 * is read where ours is absent. See docs/reference/annotations.md.
 */
public final class NodeAnnotations {
    /** The node's own AS. */
    public static final String ASN = "node.asn";
    /** Addresses of the node's own peers, separated by commas; the lists below are as long. */
    public static final String PEER_IPS = "peer.ips";
    /** Their ASes. */
    public static final String PEER_ASNS = "peer.asns";
    /** Their TCP ports; absent = 179. */
    public static final String PEER_PORTS = "peer.ports";
    /** Their TCP MD5 passwords in base64; an empty one is none. Never logged, never kept on disk. */
    public static final String PEER_PASSWORDS = "peer.passwords";
    /** The addresses to dial them from; an empty one leaves it to the kernel. */
    public static final String PEER_LOCAL_IPS = "peer.localips";
    /** The AS that {@link #PREPEND_TIMES} is about, which has to be the node's own. */
    public static final String PREPEND_AS = "path-prepend.as";
    /** How often it stands in the path once more. */
    public static final String PREPEND_TIMES = "path-prepend.repeat-n";
    /** Communities of everything the node tells, separated by commas. */
    public static final String COMMUNITIES = "node.bgp.communities";
    /** The cluster the node is a route reflector of. */
    public static final String RR_SERVER = "rr.server";
    /** The cluster whose route reflectors the node peers with, and with nobody else in the mesh. */
    public static final String RR_CLIENT = "rr.client";
    /** The addresses at which the node may be dialled, separated by commas. */
    public static final String LISTEN = "bgp-local-addresses";
    /** The node's pod CIDRs, separated by commas, instead of those in its spec. */
    public static final String POD_CIDRS = "pod-cidrs";

    /** The longest value that is used, in characters; of a longer one a little more is kept, so that whoever reads it can refuse it. */
    public static final int LONGEST = 8192;

    /** Stands in memory from a disk for a secret that was not written; as a password it is refused. */
    public static final String NOT_KEPT = "?";

    private static final String OURS = "routelb.io/";
    private static final String ALIAS = "kube-router.io/";
    private static final Set<String> READ = Set.of(
            ASN,
            PEER_IPS,
            PEER_ASNS,
            PEER_PORTS,
            PEER_PASSWORDS,
            PEER_LOCAL_IPS,
            PREPEND_AS,
            PREPEND_TIMES,
            COMMUNITIES,
            RR_SERVER,
            RR_CLIENT,
            LISTEN,
            POD_CIDRS);

    private NodeAnnotations() {}

    /**
     * An annotation as it stands on a Node.
     *
     * @param key with the part before the slash, for people
     */
    public record Written(String key, String value) {
        /** Which it is, for people. */
        public String said() {
            return "annotation " + key;
        }

        /** The number that a part of the value is, 0 to {@code most}. */
        public long number(String part, long most) throws InvalidValueException {
            String digits = part.strip();
            if (!digits.matches("[0-9]{1,10}") || Long.parseLong(digits) > most) {
                throw new InvalidValueException(
                        said() + ": \"" + Addresses.shown(digits) + "\" is not a number up to " + most);
            }
            return Long.parseLong(digits);
        }

        /** The AS that the value is. */
        public Asn asn() throws InvalidValueException {
            return Asn.parse(number(value, 0xFFFF_FFFFL), said());
        }
    }

    /**
     * The AS that a node says it is.
     *
     * @throws InvalidValueException when what it says is none
     */
    public static Optional<Asn> asn(NodeView node) throws InvalidValueException {
        Optional<Written> written = find(node, ASN);
        return written.isEmpty() ? Optional.empty() : Optional.of(written.get().asn());
    }

    /** What the node says under that name, ours first. */
    public static Optional<Written> find(NodeView node, String name) {
        return written(node.annotations(), OURS + name).or(() -> written(node.annotations(), ALIAS + name));
    }

    /** Whether the node has peers of its own. */
    public static boolean namesPeers(NodeView node) {
        return find(node, PEER_IPS).filter(each -> !each.value().isBlank()).isPresent();
    }

    private static Optional<Written> written(Map<String, String> annotations, String key) {
        return Optional.ofNullable(annotations.get(key)).map(value -> new Written(key, value));
    }

    /** Whether an annotation of a Node is kept in views: ours, and those read as aliases. */
    public static boolean isRead(String key) {
        return key.startsWith(OURS) || (key.startsWith(ALIAS) && READ.contains(key.substring(ALIAS.length())));
    }

    /** Whether its value is a secret. */
    public static boolean isSecret(String key) {
        return key.equals(OURS + PEER_PASSWORDS) || key.equals(ALIAS + PEER_PASSWORDS);
    }
}
