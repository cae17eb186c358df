package io.routelb.redistribution.bgp.rib;

import io.routelb.redistribution.bgp.message.Net;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Routing tables' map from a prefix to what knows its prefix itself: a slot of two arrays for each, where a map of the JDK's has an object
 * more of 24 octets. Slots are tried one after the other from the one the hash names; at most two thirds are taken. The hashes stand
 * apart, so that what is passed on the way is not looked into.
 */
final class NetTable<V extends NetTable.Keyed> {
    private static final int SMALLEST = 16;

    private final IntFunction<@Nullable V[]> arrays;
    private @Nullable V[] slots;
    private int[] hashes = new int[SMALLEST];
    private int size;

    /** What has its key in itself. */
    interface Keyed {
        Net net();
    }

    /** An empty one. {@code arrays} makes those it consists of. */
    NetTable(IntFunction<@Nullable V[]> arrays) {
        this.arrays = arrays;
        this.slots = arrays.apply(SMALLEST);
    }

    @Nullable
    V get(Net net) {
        return slots[slotOf(net, net.hashCode())];
    }

    /** Puts it in the place of what had its prefix before, if anything did. */
    void put(V value) {
        int hash = value.net().hashCode();
        int slot = slotOf(value.net(), hash);
        if (slots[slot] == null) {
            size++;
        }
        slots[slot] = value;
        hashes[slot] = hash;
        if (size > slots.length / 3 * 2) {
            grow();
        }
    }

    /** Where the prefix stands, or would. */
    private int slotOf(Net net, int hash) {
        int last = slots.length - 1;
        int slot = hash & last;
        for (V each = slots[slot]; each != null; each = slots[slot]) {
            if (hashes[slot] == hash && each.net().equals(net)) {
                return slot;
            }
            slot = (slot + 1) & last;
        }
        return slot;
    }

    private int freeSlot(int hash) {
        int last = slots.length - 1;
        int slot = hash & last;
        while (slots[slot] != null) {
            slot = (slot + 1) & last;
        }
        return slot;
    }

    private void grow() {
        @Nullable V[] formerSlots = slots;
        int[] formerHashes = hashes;
        slots = arrays.apply(2 * formerSlots.length);
        hashes = new int[slots.length];
        for (int i = 0; i < formerSlots.length; i++) {
            V each = formerSlots[i];
            if (each != null) {
                place(each, formerHashes[i]);
            }
        }
    }

    private void place(V value, int hash) {
        int slot = freeSlot(hash);
        slots[slot] = value;
        hashes[slot] = hash;
    }

    void remove(Net net) {
        int slot = slotOf(net, net.hashCode());
        if (slots[slot] == null) {
            return;
        }
        slots[slot] = null;
        size--;
        if (size == 0) {
            slots = arrays.apply(SMALLEST);
            hashes = new int[SMALLEST];
        } else {
            closeGap(slot);
        }
    }

    /** Those after the gap that were put off by what was there come nearer to where they are looked for. */
    private void closeGap(int gap) {
        int last = slots.length - 1;
        int slot = (gap + 1) & last;
        for (V each = slots[slot]; each != null; each = slots[slot]) {
            slots[slot] = null;
            place(each, hashes[slot]);
            slot = (slot + 1) & last;
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Shows all; none may come or go meanwhile. */
    void forEach(Consumer<V> visitor) {
        for (V each : slots) {
            if (each != null) {
                visitor.accept(each);
            }
        }
    }

    boolean anyMatch(Predicate<V> wanted) {
        return Arrays.stream(slots).anyMatch(each -> each != null && wanted.test(each));
    }
}
