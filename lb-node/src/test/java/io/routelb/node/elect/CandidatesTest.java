package io.routelb.node.elect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.node.desired.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    private static final List<Prefix> SUBNETS = List.of(Prefix.of("192.0.2.0/24"), Prefix.of("198.51.100.0/24"));

    private final Map<String, Set<Prefix>> alive = new HashMap<>();
    private final Map<IPAddress, LocalAddress> addresses = new HashMap<>();
    private final Set<String> mayAnnounce = new HashSet<>();
    private final Map<String, Reason> takenOut = new HashMap<>();

    /** An order is kept from update to update, and must be as if it were made anew each time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsKeptIsWhatWouldBeMadeAnew(long seed) {
        Random random = new Random(seed);
        Candidates kept = new Candidates();
        for (int round = 0; round < 300; round++) {
            change(random);
            LocalPlan plan = new LocalPlan(addresses, Map.of("n0", Reason.NODE_NOT_READY), mayAnnounce, takenOut);
            Candidates anew = new Candidates();
            kept.update(plan, alive);
            anew.update(plan, alive);
            for (LocalAddress address : plan.addresses().values()) {
                assertEquals(anew.of(address), kept.of(address), "round " + round + ": " + address);
                assertEquals(anew.sweeper(address.address()), kept.sweeper(address.address()));
            }
        }
    }

    private void change(Random random) {
        String node = "n" + random.nextInt(6);
        switch (random.nextInt(7)) {
            case 0 -> alive.put(random.nextInt(6) == 0 ? "m1" : node, Set.of(SUBNETS.get(random.nextInt(2))));
            case 1 -> alive.remove(node);
            case 2 -> mayAnnounce.add(node);
            case 3 -> mayAnnounce.remove(node);
            case 4 -> takenOut.put(node, Reason.NODE_DRAINED);
            case 5 -> takenOut.remove(node);
            default -> {
                IPAddress address =
                        Addresses.of((random.nextBoolean() ? "192.0.2." : "198.51.100.") + random.nextInt(4));
                Optional<Set<String>> only = random.nextBoolean() ? Optional.empty() : Optional.of(Set.of(node, "m1"));
                Set<String> preferred = random.nextBoolean() ? Set.of() : Set.of(node);
                addresses.put(address, new LocalAddress(address, Set.of(), only, preferred, true, false));
            }
        }
    }
}
