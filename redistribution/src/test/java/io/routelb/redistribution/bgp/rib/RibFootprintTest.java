package io.routelb.redistribution.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Prefix;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.MessageCodec;
import io.routelb.redistribution.bgp.message.MessageHeader;
import io.routelb.redistribution.bgp.message.Packing;
import io.routelb.redistribution.bgp.message.Update;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What 100,000 received routes cost. Times are printed, not judged: the machine is shared. */
class RibFootprintTest {
    private static final int ROUTES = 100_000;
    private static final int MOST_BYTES = 300;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private static List<ByteBuffer> wire() {
        Deque<Prefix> prefixes = new ArrayDeque<>();
        for (int i = 0; i < ROUTES; i++) {
            prefixes.add(Prefix.host(new IPv4Address(0x0A00_0000 + i)));
        }
        List<ByteBuffer> messages = new ArrayList<>();
        while (!prefixes.isEmpty()) {
            Update update =
                    Packing.announce(Addresses.of("192.0.2.1"), Ribs.attributes(), prefixes.iterator(), Ribs.EXTERNAL);
            messages.add(MessageCodec.encode(update, Ribs.EXTERNAL));
        }
        return messages;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private record Table(LocRib loc, AdjRibIn in) {
        static Table empty() {
            LocRib loc = new LocRib(BestPath.DEFAULT, Reachability.EVERYWHERE);
            return new Table(
                    loc, new AdjRibIn(loc, Ribs.imports(Ribs.external("192.0.2.1"), Ribs.accepting(2 * ROUTES))));
        }

        /** Milliseconds of processor time it took. */
        long take(List<ByteBuffer> messages) throws BgpException {
            long start = CLOCK.getCurrentThreadCpuTime();
            for (ByteBuffer each : messages) {
                ByteBuffer buffer = each.duplicate();
                MessageHeader header = MessageHeader.decode(buffer, Ribs.EXTERNAL);
                in.accept((Update) MessageCodec.decode(header.type(), buffer, Ribs.EXTERNAL));
            }
            return (CLOCK.getCurrentThreadCpuTime() - start) / 1_000_000;
        }
    }

    @Test
    void aReceivedRouteTakesAtMost300BytesAndAHundredThousandAreTakenInAtOnce() throws BgpException {
        List<ByteBuffer> messages = wire();
        List<Long> millis = new ArrayList<>();
        for (int run = 0; run < 7; run++) {
            millis.add(Table.empty().take(messages));
        }
        long before = used();
        Table table = Table.empty();
        millis.add(table.take(messages));
        long perRoute = (used() - before) / ROUTES;
        assertEquals(ROUTES, table.in.accepted());
        assertEquals(ROUTES, table.loc.size());
        System.out.println("100,000 routes decoded and taken in, ms of processor time, from cold to warm: " + millis
                + "; " + perRoute + " bytes a route");
        assertTrue(perRoute <= MOST_BYTES, () -> perRoute + " bytes a route");
    }
}
