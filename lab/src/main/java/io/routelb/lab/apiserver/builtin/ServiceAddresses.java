package io.routelb.lab.apiserver.builtin;

import com.google.gson.JsonObject;
import io.routelb.lab.apiserver.status.Cause;
import io.routelb.lab.apiserver.store.Json;
import io.routelb.lab.apiserver.store.Key;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which cluster addresses and node ports are taken, and the next free ones: IPv4 from 10.96.0.0/16, IPv6 from fd00:96::/112. Learns from
 * committed changes only. Belongs to the store's thread.
 */
final class ServiceAddresses {
    private static final InetAddress BASE_4 = InetAddress.ofLiteral("10.96.0.0");
    private static final InetAddress BASE_6 = InetAddress.ofLiteral("fd00:96::");
    private static final int SIZE = 65_535;
    private static final int FIRST_DYNAMIC = 256;

    private final int firstPort;
    private final int lastPort;
    private final Map<String, Key> addresses = new HashMap<>();
    private final Map<String, Key> ports = new HashMap<>();
    private final Map<String, Integer> next = new HashMap<>();

    ServiceAddresses(int firstPort, int lastPort) {
        this.firstPort = firstPort;
        this.lastPort = lastPort;
    }

    void learn(Key key, JsonObject service) {
        each(service, address -> addresses.put(address, key), port -> ports.put(port, key));
    }

    void forget(JsonObject service) {
        each(service, addresses::remove, ports::remove);
    }

    /** Why the address cannot be had by this Service; empty when it can. */
    Optional<Cause> refusal(Key key, String field, String address) {
        Optional<InetAddress> parsed = Ips.parse(address);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        InetAddress base = Ips.family(parsed.get()).equals(Ips.V4) ? BASE_4 : BASE_6;
        byte[] bytes = parsed.get().getAddress();
        byte[] expected = base.getAddress();
        for (int i = 0; i < bytes.length - 2; i++) {
            if (bytes[i] != expected[i]) {
                String range = base.equals(BASE_4) ? "10.96.0.0/16" : "fd00:96::/112";
                return Optional.of(Cause.invalid(
                        field,
                        address,
                        "failed to allocate IP " + address
                                + ": the provided IP is not in the valid range. The range of valid IPs is " + range));
            }
        }
        Key holder = addresses.get(Ips.text(parsed.get()));
        return holder == null || holder.equals(key)
                ? Optional.empty()
                : Optional.of(Cause.invalid(
                        field, address, "failed to allocate IP " + address + ": provided IP is already allocated"));
    }

    /** Why the node port cannot be had by this Service; empty when it can. */
    Optional<Cause> refusal(Key key, String field, String protocol, int port) {
        if (port < firstPort || port > lastPort) {
            return Optional.of(new Cause(
                    "FieldValueInvalid",
                    field,
                    "Invalid value: " + port + ": provided port is not in the valid range. The range of valid ports is "
                            + firstPort + "-" + lastPort));
        }
        Key holder = ports.get(protocol + "/" + port);
        return holder == null || holder.equals(key)
                ? Optional.empty()
                : Optional.of(new Cause(
                        "FieldValueInvalid", field, "Invalid value: " + port + ": provided port is already allocated"));
    }

    /** A free address of the family; empty when there is none. */
    Optional<String> freeAddress(String family) {
        InetAddress base = family.equals(Ips.V4) ? BASE_4 : BASE_6;
        for (int tried = FIRST_DYNAMIC; tried < SIZE; tried++) {
            int offset = advance(family, FIRST_DYNAMIC, SIZE - 1);
            String candidate = Ips.plus(base, offset);
            if (!addresses.containsKey(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** A node port free for the protocol and not among those just given; empty when there is none. */
    Optional<Integer> freePort(String protocol, List<Integer> given) {
        for (int tried = firstPort; tried <= lastPort; tried++) {
            int candidate = advance("port", firstPort, lastPort);
            if (!ports.containsKey(protocol + "/" + candidate) && !given.contains(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private int advance(String what, int first, int last) {
        int now = next.getOrDefault(what, first);
        next.put(what, now >= last ? first : now + 1);
        return now;
    }

    private static void each(JsonObject service, Consumer<String> address, Consumer<String> port) {
        JsonObject spec = Json.object(service, "spec");
        Json.strings(spec, "clusterIPs").stream()
                .flatMap(ip -> Ips.parse(ip).stream())
                .forEach(ip -> address.accept(Ips.text(ip)));
        for (JsonObject entry : Json.objects(spec, "ports")) {
            int nodePort = Json.integer(entry, "nodePort", 0);
            if (nodePort > 0) {
                port.accept(Json.string(entry, "protocol") + "/" + nodePort);
            }
        }
        int health = Json.integer(spec, "healthCheckNodePort", 0);
        if (health > 0) {
            port.accept("TCP/" + health);
        }
    }
}
