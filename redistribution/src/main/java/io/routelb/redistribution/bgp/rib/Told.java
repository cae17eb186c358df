package io.routelb.redistribution.bgp.rib;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The paths peers are told for one prefix: none, one, or with add-path several with an identifier each. Prefixes that are told the
 * same share the instance.
 */
record Told(List<Item> items) {
    static final Told NOTHING = new Told(List.of());

    Told {
        items = List.copyOf(items);
    }

    /**
     * One path.
     *
     * @param pathId 0 without add-path
     * @param source whom it was heard from, who is not told it; empty = it is our own
     */
    record Item(int pathId, Path path, Optional<Source> source) {
        boolean isFor(Source peer) {
            return source.isEmpty() || !source.get().address().equals(peer.address());
        }
    }

    static Told own(Path path) {
        return new Told(List.of(new Item(0, path, Optional.empty())));
    }

    boolean isNothing() {
        return items.isEmpty();
    }

    /** What of it the peer is told: nothing it said itself. */
    Told to(Source peer) {
        for (Item each : items) {
            if (!each.isFor(peer)) {
                return new Told(items.stream().filter(one -> one.isFor(peer)).toList());
            }
        }
        return this;
    }

    /** Of most prefixes one path is told. */
    private boolean isOne(Item item) {
        return items.size() == 1 && items.getFirst().pathId == item.pathId;
    }

    @Nullable
    Item with(int pathId) {
        for (Item each : items) {
            if (each.pathId == pathId) {
                return each;
            }
        }
        return null;
    }

    /** The same with that path in the place of the one of its identifier, if any. */
    Told plus(Item item) {
        if (isNothing() || isOne(item)) {
            return new Told(List.of(item));
        }
        List<Item> others = new ArrayList<>(minus(item.pathId).items);
        others.add(item);
        return new Told(others);
    }

    /** The same without the path of that identifier. */
    Told minus(int pathId) {
        if (items.size() == 1) {
            return items.getFirst().pathId == pathId ? NOTHING : this;
        }
        return new Told(items.stream().filter(each -> each.pathId != pathId).toList());
    }

    /** Whether the path stands in it under its identifier. */
    boolean says(Item item) {
        Item same = with(item.pathId);
        return same != null && same.path.equals(item.path);
    }
}
