package io.routelb.frr.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.routelb.model.IpFamily;
import io.routelb.redistribution.RoutingStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** FRR's JSON about neighbours, read leniently: a field that is not there is one that a version does not have. */
final class Neighbours {
    private static final String ESTABLISHED = "Established";
    private static final Map<IpFamily, String> FAMILIES =
            Map.of(IpFamily.IPV4, "ipv4Unicast", IpFamily.IPV6, "ipv6Unicast");
    /** FRR's name of a type of message, and ours. */
    private static final Map<String, String> MESSAGES = Map.of(
            "opens", "open",
            "notifications", "notification",
            "updates", "update",
            "keepalives", "keepalive",
            "routeRefresh", "route-refresh");

    private Neighbours() {}

    /**
     * By address, or by interface for one that is found by it, as FRR writes it.
     *
     * @param bgp the answer to {@code show bgp neighbors json}
     * @param bfd the answer to {@code show bfd peers json}; blank when no bfdd runs
     * @param counters the answer to {@code show bfd peers counters json}; blank when no bfdd runs
     * @throws JsonParseException it is not what it should be
     */
    static Map<String, Neighbour> parse(String bgp, String bfd, String counters) {
        Map<String, Neighbour.BfdSession> paths = bfdSessions(array(bfd), byPeer(array(counters)));
        Map<String, Neighbour> neighbours = new HashMap<>();
        JsonObject all =
                bgp.isBlank() ? new JsonObject() : JsonParser.parseString(bgp).getAsJsonObject();
        all.entrySet().stream()
                .filter(each -> each.getValue().isJsonObject())
                .forEach(each ->
                        neighbours.put(each.getKey(), neighbour(each.getValue().getAsJsonObject(), path(each, paths))));
        return Map.copyOf(neighbours);
    }

    private static Optional<Neighbour.BfdSession> path(
            Map.Entry<String, JsonElement> neighbour, Map<String, Neighbour.BfdSession> paths) {
        return Optional.ofNullable(paths.get(neighbour.getKey()))
                .or(() ->
                        Optional.ofNullable(paths.get(text(neighbour.getValue().getAsJsonObject(), "hostForeign"))));
    }

    private static Neighbour neighbour(JsonObject json, Optional<Neighbour.BfdSession> bfd) {
        String state = text(json, "bgpState");
        boolean established = state.equals(ESTABLISHED);
        return new Neighbour(
                text(json, "peerGroup"),
                text(json, "hostForeign"),
                number(json, "remoteAs"),
                state,
                established ? Optional.of(millis(json, "bgpTimerUpMsec")) : Optional.empty(),
                established ? millis(json, "bgpTimerHoldTimeMsecs") : Duration.ZERO,
                established ? millis(json, "bgpTimerKeepAliveIntervalMsecs") : Duration.ZERO,
                families(json),
                prefixes(json),
                Math.toIntExact(number(json, "connectionsDropped")),
                trouble(json, established),
                messages(object(json, "messageStats")),
                bfd);
    }

    private static Set<IpFamily> families(JsonObject json) {
        JsonObject negotiated = object(object(json, "neighborCapabilities"), "multiprotocolExtensions");
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        FAMILIES.forEach((family, name) -> {
            JsonObject each = object(negotiated, name);
            if (each.has("advertisedAndReceived")) {
                families.add(family);
            }
        });
        return families;
    }

    private static Map<IpFamily, RoutingStatus.Prefixes> prefixes(JsonObject json) {
        Map<IpFamily, RoutingStatus.Prefixes> prefixes = new EnumMap<>(IpFamily.class);
        JsonObject families = object(json, "addressFamilyInfo");
        FAMILIES.forEach((family, name) -> {
            if (families.has(name)) {
                JsonObject each = object(families, name);
                int accepted = Math.toIntExact(number(each, "acceptedPrefixCounter"));
                int sent = Math.toIntExact(number(each, "sentPrefixCounter"));
                prefixes.put(family, new RoutingStatus.Prefixes(accepted, accepted, sent, 0));
            }
        });
        return prefixes;
    }

    /** What ended the last session; while there never was one, FRR names what it is waiting for. */
    private static String trouble(JsonObject json, boolean established) {
        String why = text(
                json, "downLastResetDueTo"); // FRR 10.7: what ended it, when the other says what came of dialling since
        String due = why.isEmpty() ? text(json, "lastResetDueTo") : why;
        if (due.isEmpty() || (established && number(json, "connectionsDropped") == 0)) {
            return "";
        }
        String notification = text(json, "lastNotificationReason");
        String said = text(json, "lastShutdownDescription");
        return due + (notification.isEmpty() ? "" : ": " + notification) + (said.isEmpty() ? "" : " \"" + said + "\"");
    }

    private static Neighbour.Messages messages(JsonObject stats) {
        Map<String, Long> sent = new HashMap<>();
        Map<String, Long> received = new HashMap<>();
        MESSAGES.forEach((name, type) -> {
            sent.put(type, number(stats, name + "Sent"));
            received.put(type, number(stats, name + "Recv"));
        });
        return new Neighbour.Messages(sent, received);
    }

    private static Map<String, Neighbour.BfdSession> bfdSessions(JsonArray peers, Map<String, JsonObject> counters) {
        Map<String, Neighbour.BfdSession> sessions = new HashMap<>();
        byPeer(peers).forEach((peer, json) -> {
            JsonObject counted = counters.getOrDefault(peer, new JsonObject());
            boolean up = text(json, "status").equals("up");
            Duration transmit = millis(json, up ? "transmit-interval" : "");
            sessions.put(
                    peer,
                    new Neighbour.BfdSession(
                            bfdState(text(json, "status")),
                            Duration.ofSeconds(number(json, up ? "uptime" : "downtime")),
                            text(json, "diagnostic"),
                            transmit,
                            detection(json, up),
                            Math.toIntExact(number(counted, "session-down")),
                            number(counted, "control-packet-output"),
                            number(counted, "control-packet-input")));
        });
        return sessions;
    }

    /** RFC 5880 section 6.8.4: the peer's multiplier times the slower of its sending and our receiving. */
    private static Duration detection(JsonObject json, boolean up) {
        return up
                ? Duration.ofMillis(
                                Math.max(number(json, "receive-interval"), number(json, "remote-transmit-interval")))
                        .multipliedBy(number(json, "remote-detect-multiplier"))
                : Duration.ZERO;
    }

    private static String bfdState(String status) {
        return switch (status) {
            case "up" -> "Up";
            case "init" -> "Init";
            case "shutdown" -> "AdminDown";
            default -> "Down";
        };
    }

    private static Map<String, JsonObject> byPeer(JsonArray peers) {
        Map<String, JsonObject> byPeer = new HashMap<>();
        peers.forEach(each -> byPeer.put(text(each.getAsJsonObject(), "peer"), each.getAsJsonObject()));
        return byPeer;
    }

    private static JsonArray array(String json) {
        return json.isBlank() ? new JsonArray() : JsonParser.parseString(json).getAsJsonArray();
    }

    private static JsonObject object(JsonObject json, String name) {
        return json.has(name) && json.get(name).isJsonObject() ? json.getAsJsonObject(name) : new JsonObject();
    }

    private static Duration millis(JsonObject json, String name) {
        return Duration.ofMillis(number(json, name));
    }

    private static long number(JsonObject json, String name) {
        return json.has(name) && json.get(name).isJsonPrimitive()
                ? json.get(name).getAsLong()
                : 0;
    }

    private static String text(JsonObject json, String name) {
        return json.has(name) && json.get(name).isJsonPrimitive()
                ? json.get(name).getAsString()
                : "";
    }
}
