package io.routelb.kube.write;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a node reports in its RoutingNodeStatus.
 *
 * @param backend {@code Native}, {@code Kernel}, ...
 * @param asn ours; empty when no routing is configured
 * @param routerId dotted quad, or empty
 * @param learnedRoutes how many learned routes are in the kernel
 */
public record NodeStatus(
        String backend,
        OptionalLong asn,
        String routerId,
        List<Peer> peers,
        List<Address> addresses,
        long learnedRoutes,
        List<Condition> conditions) {
    public NodeStatus {
        peers = List.copyOf(peers);
        addresses = List.copyOf(addresses);
        conditions = List.copyOf(conditions);
    }

    /**
     * One BGP session.
     *
     * @param name of the BGPPeer
     * @param asn of the peer; 0 while unknown
     * @param state of the session, such as {@code Established}
     * @param since when it entered this state
     * @param hold in force; zero while there is no session
     * @param keepalive in force; zero while there is no session
     * @param families agreed on
     * @param received prefixes
     * @param accepted those of them that the import lets in
     * @param advertised prefixes
     * @param looped received ones that the import would let in, had they not come round
     * @param lastError with code and subcode, or empty
     * @param flaps times the session was lost
     * @param bfd state of the BFD session beside it, and what keeps it from working; empty = none is asked for
     */
    public record Peer(
            String name,
            String address,
            long asn,
            String state,
            Instant since,
            Duration hold,
            Duration keepalive,
            List<IpFamily> families,
            long received,
            long accepted,
            long advertised,
            long looped,
            String lastError,
            long flaps,
            String bfd) {
        public Peer {
            families = List.copyOf(families);
        }
    }

    /**
     * One Service address.
     *
     * @param link name of the interface it is on, or should be
     * @param inKernel acknowledged by the kernel
     * @param services that have it
     * @param advertisedTo BGPPeers that have been told, by name
     * @param reason why it is not carried or advertised, one word; empty when all is well
     * @param message the same in a sentence
     */
    public record Address(
            String address,
            String link,
            boolean inKernel,
            List<ObjectKey> services,
            List<String> advertisedTo,
            String reason,
            String message) {
        public Address {
            services = List.copyOf(services);
            advertisedTo = List.copyOf(advertisedTo);
        }
    }

    /** As in the object, but for the time; conditions keep their transition times from {@code conditionsNow}. */
    public JsonObject toJson(JsonArray conditionsNow, Instant now) {
        JsonObject body = new JsonObject();
        body.addProperty("backend", backend);
        asn.ifPresent(number -> body.addProperty("asn", number));
        body.addProperty("routerID", routerId);
        JsonArray peerList = new JsonArray();
        peers.forEach(peer -> peerList.add(json(peer)));
        body.add("peers", peerList);
        JsonArray addressList = new JsonArray();
        addresses.forEach(address -> addressList.add(json(address)));
        body.add("addresses", addressList);
        body.addProperty("learnedRoutes", learnedRoutes);
        JsonArray conditionList = new JsonArray();
        for (Condition condition : conditions) {
            conditionList.add(
                    ConditionList.entry(ConditionList.find(conditionsNow, condition.type()), condition, 0, now));
        }
        body.add("conditions", conditionList);
        return body;
    }

    private static JsonObject json(Peer peer) {
        JsonObject json = new JsonObject();
        json.addProperty("name", peer.name());
        json.addProperty("address", peer.address());
        if (peer.asn() > 0) {
            json.addProperty("asn", peer.asn());
        }
        json.addProperty("state", peer.state());
        json.addProperty("since", Json.seconds(peer.since()));
        json.addProperty("hold", Json.duration(peer.hold()));
        json.addProperty("keepalive", Json.duration(peer.keepalive()));
        json.add(
                "families",
                Json.strings(peer.families().stream()
                        .map(family -> family.kubernetesName() + "Unicast")
                        .toList()));
        json.addProperty("received", peer.received());
        json.addProperty("accepted", peer.accepted());
        json.addProperty("advertised", peer.advertised());
        if (peer.looped() > 0) {
            json.addProperty("looped", peer.looped());
        }
        json.addProperty("lastError", peer.lastError());
        json.addProperty("flaps", peer.flaps());
        if (!peer.bfd().isEmpty()) {
            json.addProperty("bfd", peer.bfd());
        }
        return json;
    }

    private static JsonObject json(Address address) {
        JsonObject json = new JsonObject();
        json.addProperty("address", address.address());
        json.addProperty("interface", address.link());
        json.addProperty("inKernel", address.inKernel());
        json.add(
                "services",
                Json.strings(address.services().stream()
                        .sorted()
                        .map(ObjectKey::toString)
                        .toList()));
        json.add("advertisedTo", Json.strings(address.advertisedTo()));
        json.addProperty("reason", address.reason());
        if (!address.message().isEmpty()) {
            json.addProperty("message", address.message());
        }
        return json;
    }
}
