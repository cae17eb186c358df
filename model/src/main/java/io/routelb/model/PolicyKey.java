package io.routelb.model;

/** One object of routing that users write; cluster-scoped, so that a name is enough. */
public record PolicyKey(Kind kind, String name) implements Comparable<PolicyKey> {
    /** The kinds there are. */
    public enum Kind {
        ROUTING_CONFIG("RoutingConfig"),
        BGP_PEER("BGPPeer"),
        BGP_ADVERTISEMENT("BGPAdvertisement");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As the API calls it. */
        public String word() {
            return word;
        }
    }

    @Override
    public int compareTo(PolicyKey other) {
        return kind == other.kind ? name.compareTo(other.name) : kind.compareTo(other.kind);
    }

    @Override
    public String toString() {
        return kind.word() + " " + name;
    }
}
