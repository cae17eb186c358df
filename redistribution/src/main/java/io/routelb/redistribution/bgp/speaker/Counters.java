package io.routelb.redistribution.bgp.speaker;

import io.routelb.redistribution.RoutingStatus.Traffic;
import io.routelb.redistribution.bgp.message.MessageType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Counts one peer's messages and transitions. */
final class Counters {
    private final Map<String, Long> sent;
    private final Map<String, Long> received;
    private long transitions;

    Counters(Traffic before) {
        sent = new HashMap<>(before.sent());
        received = new HashMap<>(before.received());
        transitions = before.transitions();
    }

    void sent(MessageType type) {
        sent.merge(name(type), 1L, Long::sum);
    }

    void received(MessageType type) {
        received.merge(name(type), 1L, Long::sum);
    }

    void transition() {
        transitions++;
    }

    Traffic snapshot() {
        return new Traffic(sent, received, transitions);
    }

    private static String name(MessageType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
