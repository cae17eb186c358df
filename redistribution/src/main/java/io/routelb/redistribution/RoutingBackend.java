package io.routelb.redistribution;

import io.routelb.model.RoutingIntent;
import java.util.concurrent.CompletionStage;

/** The port through which an agent makes routes reachable. The complete desired state goes in; withdrawals are computed. */
public interface RoutingBackend extends AutoCloseable {
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

    /**
     * Ends for a successor on this node that comes within the restart time: peers with graceful restart keep our routes until then
     * (RFC 4724 section 4), as we close without a NOTIFICATION. Routes that are not to be kept are withdrawn first, by an intent
     * without them. Idempotent; a backend that cannot do so closes.
     */
    default void closeForRestart() {
        close();
    }

    /** All threads are about to stand still for a moment. Whoever has others count on its regular word may speak now; quick, any thread. */
    default void standStillAhead() {}
}
