package io.routelb.redistribution.bgp.speaker;

import io.routelb.redistribution.RoutingStatus.Traffic;
import io.routelb.redistribution.bgp.message.MessageType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Counts one peer's messages and transitions. */
final class Counters {
    private static final Map<MessageType, String> NAMES = Map.of(
            MessageType.OPEN, "open",
            MessageType.UPDATE, "update",
            MessageType.NOTIFICATION, "notification",
            MessageType.KEEPALIVE, "keepalive",
            MessageType.ROUTE_REFRESH, "route-refresh");

    private final Map<MessageType, long[]> sent;
    private final Map<MessageType, long[]> received;
    private long transitions;

    Counters(Traffic before) {
        sent = counts(before.sent());
        received = counts(before.received());
        transitions = before.transitions();
    }

    private static Map<MessageType, long[]> counts(Map<String, Long> before) {
        Map<MessageType, long[]> counts = new EnumMap<>(MessageType.class);
        for (MessageType type : MessageType.values()) {
            counts.put(type, new long[] {before.getOrDefault(name(type), 0L)});
        }
        return counts;
    }

    void sent(MessageType type) {
        count(sent, type);
    }

    void received(MessageType type) {
        count(received, type);
    }

    private static void count(Map<MessageType, long[]> counts, MessageType type) {
        long[] count = counts.get(type);
        if (count != null) {
            count[0]++;
        }
    }

    void transition() {
        transitions++;
    }

    Traffic snapshot() {
        return new Traffic(named(sent), named(received), transitions);
    }

    /** Of those there have been. */
    private static Map<String, Long> named(Map<MessageType, long[]> counts) {
        Map<String, Long> named = new HashMap<>();
        counts.forEach((type, count) -> {
            if (count[0] > 0) {
                named.put(name(type), count[0]);
            }
        });
        return named;
    }

    private static String name(MessageType type) {
        return Objects.requireNonNull(NAMES.get(type));
    }
}
