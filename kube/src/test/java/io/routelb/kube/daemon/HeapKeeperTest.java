package io.routelb.kube.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {
    private static final long MIB = 1 << 20;

    private static final class Old implements HeapKeeper.OldGeneration {
        long used;
        long live;
        long watched;
        int collections;

        @Override
        public long used() {
            return used;
        }

        @Override
        public void watch(long bytes) {
            watched = bytes;
        }

        @Override
        public void collect() {
            collections++;
            used = live;
        }
    }

    private final Old old = new Old();
    private final List<Integer> warnedAt = new ArrayList<>();
    private final HeapKeeper keeper = new HeapKeeper(old, 16 * MIB, () -> warnedAt.add(old.collections));

    @Test
    void aSmallHeapMayGrowByTheHeadroom() {
        old.used = 5 * MIB;
        keeper.watch();
        assertEquals(21 * MIB, old.watched);
    }

    @Test
    void aLargeOneByAQuarter() {
        old.used = 400 * MIB;
        keeper.watch();
        assertEquals(500 * MIB, old.watched);
    }

    @Test
    void isCollectedOnceForEachTimeItHasGrownAndThenMeasuredAnew() {
        old.used = 60 * MIB;
        old.live = 30 * MIB;
        keeper.step();
        assertEquals(0, old.collections, "not before it has grown");
        keeper.grown();
        keeper.grown();
        keeper.step();
        keeper.step();
        assertEquals(1, old.collections);
        assertEquals(46 * MIB, old.watched);
        assertEquals(List.of(0), warnedAt, "once, before it");
    }
}
