package io.routelb.node.desired;

/** Why this node does not carry an address. The word is what status objects and metrics show. */
public enum Reason {
    /** The Node object is gone. */
    NODE_NOT_FOUND("NodeNotFound", "node %s does not exist in the cluster"),
    /** The Node has the exclude label. */
    NODE_EXCLUDED("NodeExcluded", "node %s has the label " + io.routelb.model.NodeView.EXCLUDE_LABEL),
    /** The Node is not Ready. */
    NODE_NOT_READY("NodeNotReady", "node %s is not Ready"),
    /** The Node's network is reported unavailable. */
    NETWORK_UNAVAILABLE("NetworkUnavailable", "node %s reports its network as unavailable"),
    /** externalTrafficPolicy is Local and no usable endpoint runs here. */
    NO_LOCAL_ENDPOINT("NoLocalEndpoint", "node %s has no usable endpoint and externalTrafficPolicy is Local"),
    /** Another Service of the same address has policy Local and does not suit this node. */
    SHARER_WITHOUT_ENDPOINT(
            "SharerWithoutEndpoint",
            "node %s has no usable endpoint of a Service with externalTrafficPolicy Local that shares the address"),
    /** The address is not from a pool this version announces. */
    POOL_NOT_REMOTE("PoolNotRemote", "the pool is not a remote one, so node %s does not announce it"),
    /** The text in the Service's status is no address. */
    INVALID_ADDRESS(
            "InvalidAddress", "the Service's status holds something that is not an address; node %s ignores it");

    private final String word;
    private final String sentence;

    Reason(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** One CamelCase word. */
    public String word() {
        return word;
    }

    /** One sentence naming the node. */
    public String message(String node) {
        return String.format(sentence, node);
    }
}
