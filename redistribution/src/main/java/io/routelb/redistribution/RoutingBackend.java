package io.routelb.redistribution;

import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The port through which an agent makes routes reachable. The complete desired state goes in; withdrawals are computed. */
public interface RoutingBackend extends AutoCloseable {
    /**
     * There was somebody here before us, and peers may have kept what it told them (RFC 4724 section 4.1). To be said before the first
     * {@link #apply}, which has to name every route that is still meant: what it does not name is withdrawn.
     *
     * @param forwarding families whose packets were forwarded all the while
     */
    default void comeBack(Set<IpFamily> forwarding) {}

    /**
     * Puts the whole intent in force. Returns at once. A later intent replaces one still being worked on.
     *
     * @return completes when every established peer has been sent what changed (the bytes left for the socket) or has none
     *     established; fails only when the backend is closed
     */
    CompletionStage<Void> apply(RoutingIntent intent);

    /** What is known now; immutable. */
    RoutingStatus status();

    /** Ends every session in good order (a NOTIFICATION with Cease) and releases the port. Idempotent. */
    @Override
    void close();

    /** Whether somebody who knows our routes now would keep them over {@link #closeForRestart}. */
    default boolean isKeptOverRestart() {
        return false;
    }

    /**
     * Ends for a successor on this node that comes within the restart time: peers with graceful restart keep our routes until then
     * (RFC 4724 section 4), as we close without a NOTIFICATION; the others are told as by {@link #close}. Routes that are not to be kept
     * are withdrawn first, by an intent without them. Idempotent; a backend that cannot do so closes.
     */
    default void closeForRestart() {
        close();
    }

    /** All threads are about to stand still for a moment. Whoever has others count on its regular word may speak now; quick, any thread. */
    default void standStillAhead() {}
}
