package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;

/**
 * The addresses found for a Service; not yet its own.
 *
 * @param ipam the external group that gave what it did not have before
 * @param shortfalls what could not be found, and need not be
 * @param notes to be told once when it gets them
 */
record Placed(List<IPAddress> addresses, Optional<JudgedGroup> ipam, List<Verdict> shortfalls, List<Verdict> notes) {
    Placed {
        addresses = List.copyOf(addresses);
        shortfalls = List.copyOf(shortfalls);
        notes = List.copyOf(notes);
    }

    static Placed of(List<IPAddress> addresses) {
        return new Placed(addresses, Optional.empty(), List.of(), List.of());
    }

    Placed with(Optional<Verdict> note) {
        return note.isEmpty() ? this : new Placed(addresses, ipam, shortfalls, List.of(note.get()));
    }
}
