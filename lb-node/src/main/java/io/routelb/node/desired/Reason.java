package io.routelb.node.desired;

import io.routelb.model.DrainRule;

/** Why this node does not carry an address, or tells nobody. The word is what status objects and events show. */
public enum Reason {
    /** The Node object is gone. */
    NODE_NOT_FOUND("NodeNotFound", "node %s does not exist in the cluster"),
    /** The Node has the exclude label. */
    NODE_EXCLUDED("NodeExcluded", "node %s has the label " + io.routelb.model.NodeView.EXCLUDE_LABEL),
    /** Somebody asked for the node to be drained. */
    NODE_DRAINED("NodeDrained", "node %s is drained; kubectl routelb drain --undo takes that back"),
    /** The Node is cordoned, and that drains it. */
    NODE_CORDONED("NodeCordoned", "node %s is cordoned, and its RoutingConfig says drain.onCordon"),
    /** The Node is not Ready. */
    NODE_NOT_READY("NodeNotReady", "node %s is not Ready"),
    /** The Node's network is reported unavailable. */
    NETWORK_UNAVAILABLE("NetworkUnavailable", "node %s reports its network as unavailable"),
    /** externalTrafficPolicy is Local and no usable endpoint runs here. */
    NO_LOCAL_ENDPOINT("NoLocalEndpoint", "node %s has no usable endpoint and externalTrafficPolicy is Local"),
    /** No usable endpoint runs anywhere, and the Service asks to be withdrawn then. */
    NO_ENDPOINT(
            "NoEndpoint",
            "the Service has no usable endpoint on any node and asks to be withdrawn then (routelb.io/withdraw-when-no-endpoints), so"
                    + " node %s does not announce it"),
    /** Another Service of the same address has policy Local and does not suit this node. */
    SHARER_WITHOUT_ENDPOINT(
            "SharerWithoutEndpoint",
            "node %s has no usable endpoint of a Service with externalTrafficPolicy Local that shares the address"),
    /** The address is not from a pool this version announces. */
    POOL_NOT_REMOTE("PoolNotRemote", "the pool is not a remote one, so node %s does not announce it"),
    /** Local pools: the node's interfaces have no subnet with the address. */
    NOT_IN_SUBNET("NotInSubnet", "node %s has no interface in a subnet with the address"),
    /** Local pools: the node's Lease is missing or has not been renewed in time. */
    NO_LIVE_LEASE("NoLiveLease", "node %s has not renewed its Lease in time"),
    /** The agent is about to stop. */
    NODE_LEAVING("NodeLeaving", "the agent of node %s is stopping and leaves its addresses to others"),
    /** Local pools: another candidate has the address, or is the one to take it. */
    ANOTHER_ELECTED("AnotherElected", "node %s can announce the address, and another node is elected"),
    /** Local pools: elected, and somebody who may still be alive has the address claimed. */
    HELD_ELSEWHERE("HeldElsewhere", "node %s is elected and waits until the present holder has let go of the address"),
    /** Local pools: elected, and the claim is not confirmed yet. */
    CLAIM_PENDING("ClaimPending", "node %s is elected and its claim on the address is not confirmed yet"),
    /** Local pools: we let go because another node is to have it. */
    HANDING_OVER("HandingOver", "node %s hands the address over to the node that is elected"),
    /** The address is on its link, and no BGPAdvertisement tells a peer of this node of it. */
    NOT_ADVERTISED("NotAdvertised", "no BGPAdvertisement announces the address to a peer of node %s"),
    /** The address is on its link, and maxNextHops has other nodes announce it. */
    OTHER_NEXT_HOPS("OtherNextHops", "maxNextHops is reached by other nodes than %s"),
    /** An external IP that is not in the RoutingConfig's list. */
    EXTERNAL_IP_NOT_ALLOWED(
            "ExternalIPNotAllowed", "externalIPs of the RoutingConfig of node %s does not allow this external IP"),
    /** An external IP that is a cluster IP, a node's address or in a pool. */
    EXTERNAL_IP_TAKEN(
            "ExternalIPTaken",
            "the external IP is a cluster IP, the address of a node or in a pool, so node %s does not announce it"),
    /** An external IP that is no address. */
    INVALID_EXTERNAL_IP("InvalidExternalIP", "the external IP is not an address; node %s ignores it"),
    /** The text in the Service's status is no address. */
    INVALID_ADDRESS(
            "InvalidAddress", "the Service's status holds something that is not an address; node %s ignores it"),
    /** The kernel would not take it; its words are the sentence. */
    KERNEL_REFUSED("KernelRefused", "the kernel of node %s would not take the address", true),
    /** Another station on the link has it. */
    DUPLICATE_ADDRESS("DuplicateAddress", "another station on the link of node %s has the address", true),
    /** The node has it from somebody else. */
    FOREIGN_ADDRESS("ForeignAddress", "node %s has the address already, and not from us", true),
    /** Somebody keeps removing it. */
    INTERFERENCE("Interference", "something on node %s keeps removing the address", true),
    /** It is planned, and not on its link yet. */
    NOT_IN_KERNEL("NotInKernel", "the kernel of node %s has not acknowledged the address yet"),
    /** We do not speak here. */
    KERNEL_BACKEND(
            "KernelBackend",
            "no RoutingConfig with a backend that speaks BGP selects node %s, which fills kube-lb0 only; announcing is for the host's own router"),
    /** Nobody is to be told. */
    NO_PEER("NoPeer", "node %s has no BGPPeer that is to be told the address"),
    /** Peers are configured and none is there. */
    NO_ESTABLISHED_SESSION(
            "NoEstablishedSession",
            "no BGP session of node %s with a peer that is to be told the address is established"),
    /** The sessions that are established carry the other family. */
    FAMILY_NOT_CARRIED(
            "FamilyNotCarried",
            "no established BGP session of node %s carries the family of the address, or the node has no next hop for it"),
    /** It takes a moment. */
    BEING_TOLD("BeingTold", "the peers of node %s are being told");

    private final String word;
    private final String sentence;
    private final boolean fault;

    Reason(String word, String sentence) {
        this(word, sentence, false);
    }

    Reason(String word, String sentence, boolean fault) {
        this.word = word;
        this.sentence = sentence;
        this.fault = fault;
    }

    /** Why a node that is taken out does not announce. */
    public static Reason of(DrainRule.Trigger trigger) {
        return switch (trigger) {
            case ASKED -> NODE_DRAINED;
            case EXCLUDED -> NODE_EXCLUDED;
            case CORDONED -> NODE_CORDONED;
        };
    }

    /** One CamelCase word. */
    public String word() {
        return word;
    }

    /** Whether something is broken, that somebody should put right. */
    public boolean isFault() {
        return fault;
    }

    /** One sentence naming the node. */
    public String message(String node) {
        return String.format(sentence, node);
    }
}
