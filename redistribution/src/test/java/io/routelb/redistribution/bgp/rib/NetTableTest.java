package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.routelb.redistribution.bgp.message.Net;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NetTableTest {
    private record Named(Net net, int number) implements NetTable.Keyed {}

    /** With few prefixes, so that they meet; some differ only in what the hash does not see. */
    private static Net net(Random random) {
        long high = random.nextInt(4);
        return new Net(high, random.nextInt(50) - 31 * high, 128);
    }

    @Property(tries = 500)
    void holdsWhatAMapOfTheJdkWouldHold(@ForAll long seed) {
        Random random = new Random(seed);
        NetTable<Named> table = new NetTable<>(Named[]::new);
        Map<Net, Named> expected = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            Named one = new Named(net(random), i);
            if (random.nextInt(5) < (i < 200 ? 3 : 1)) {
                table.put(one);
                expected.put(one.net(), one);
            } else {
                table.remove(one.net());
                expected.remove(one.net());
            }
            Net asked = net(random);
            assertEquals(expected.get(asked), table.get(asked));
            assertEquals(expected.size(), table.size());
            assertEquals(expected.isEmpty(), table.isEmpty());
        }
        Map<Net, Named> shown = new HashMap<>();
        table.forEach(each -> assertEquals(null, shown.put(each.net(), each)));
        assertEquals(expected, shown);
        assertEquals(expected.keySet().stream().anyMatch(each -> each.low() == 7), table.anyMatch(each -> each.net().low() == 7));
    }
}
