package io.routelb.node.elect;

import io.routelb.model.AddressLockView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an agent remembers of one address between two steps. Losing it is safe, except for what {@link #dropped} says within a term. */
final class Seat {
    private boolean vacant;
    private long vacantNanos;
    private Optional<String> dropped = Optional.empty();
    private Optional<String> attempted = Optional.empty();
    private long attemptNanos;
    private Optional<Answer> answer = Optional.empty();
    private final Map<String, Long> passedOver = new HashMap<>();

    /** The lock as we wrote it over the version {@code basis}, which may be empty for none. */
    private record Answer(String basis, AddressLockView written) {}

    /** A write of ours succeeded, and the stream need not have shown it yet. */
    void answered(String basis, AddressLockView written) {
        answer = Optional.of(new Answer(basis, written));
    }

    /** The lock as we know it: as the stream shows it, or as our own write of this term over that state has made it. */
    Optional<AddressLockView> lock(Optional<AddressLockView> shown, String term) {
        String version = shown.map(AddressLockView::resourceVersion).orElse("");
        answer = answer.filter(
                ours -> ours.basis().equals(version) && ours.written().term().equals(term));
        return answer.map(Answer::written).or(() -> shown);
    }

    /** Nobody has the address: since when we know. */
    long vacantSince(long now) {
        if (!vacant) {
            vacant = true;
            vacantNanos = now;
        }
        return vacantNanos;
    }

    void taken(String node) {
        vacant = false;
        passedOver.remove(node);
    }

    /** The lock of this version is being deleted: even while it is still seen it protects nothing any more. */
    void dropping(String resourceVersion) {
        dropped = Optional.of(resourceVersion);
        answer = Optional.empty();
    }

    boolean isDropped(String resourceVersion) {
        return dropped.equals(Optional.of(resourceVersion));
    }

    /** Whether nothing was tried on that state of the lock yet, or long enough ago. Notes the try if so. */
    boolean mayTry(String seenVersion, long now, long retryNanos) {
        if (attempted.equals(Optional.of(seenVersion)) && now - attemptNanos < retryNanos) {
            return false;
        }
        attempted = Optional.of(seenVersion);
        attemptNanos = now;
        return true;
    }

    long retryAt(long retryNanos) {
        return attemptNanos + retryNanos;
    }

    /** The node let the address pass; it is not offered it again before that time. */
    void passOver(String node, long untilNanos) {
        passedOver.put(node, untilNanos);
    }

    /** The nodes passed over, with the time from which they count again. */
    Map<String, Long> passedOver(long now) {
        passedOver.values().removeIf(until -> now - until >= 0);
        return passedOver;
    }
}
