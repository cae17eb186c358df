package io.routelb.lab.apiserver.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last changes of one resource, at most {@code limit}. Belongs to the store's thread. */
final class History {
    private final int limit;
    private final Deque<Change> changes = new ArrayDeque<>();
    private long forgottenUpTo;

    /** Knows nothing of what came before {@code forgottenUpTo}. */
    History(int limit, long forgottenUpTo) {
        this.limit = limit;
        this.forgottenUpTo = forgottenUpTo;
    }

    void add(Change change) {
        changes.addLast(change);
        while (changes.size() > limit) {
            forgottenUpTo = changes.removeFirst().revision();
        }
    }

    /** Forgets everything up to a revision. */
    void compact(long revision) {
        while (!changes.isEmpty() && changes.getFirst().revision() <= revision) {
            changes.removeFirst();
        }
        forgottenUpTo = Math.max(forgottenUpTo, revision);
    }

    boolean knowsAllAfter(long revision) {
        return revision >= forgottenUpTo;
    }

    List<Change> after(long revision) {
        List<Change> found = new ArrayList<>();
        for (Change change : changes) {
            if (change.revision() > revision) {
                found.add(change);
            }
        }
        return found;
    }
}
