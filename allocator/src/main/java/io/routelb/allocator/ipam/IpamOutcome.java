package io.routelb.allocator.ipam;

import inet.ipaddr.IPAddress;
import io.routelb.allocator.plan.IpamStats;
import java.util.List;

/** What became of an {@link IpamCall}. */
public sealed interface IpamOutcome {
    /** The answer to Allocate: one or more addresses fit to be announced; whose they are is not judged here. */
    record Given(List<IPAddress> addresses) implements IpamOutcome {
        public Given {
            addresses = List.copyOf(addresses);
        }
    }

    /** The answer to Release. */
    record Released() implements IpamOutcome {}

    /** The answer to Stats. */
    record Measured(IpamStats stats) implements IpamOutcome {}

    /**
     * No answer that can be used.
     *
     * @param code as in metrics: the status code of gRPC, or {@code BAD_ANSWER}
     * @param message what happened, bounded and fit for an event
     */
    record Failed(Cause cause, String code, String message) implements IpamOutcome {}

    /** Why there is no answer, as far as it matters for when to ask again. */
    enum Cause {
        /** Nobody answers, or not in time: whatever is asked on this socket would fare the same. */
        UNREACHABLE,
        /** The sidecar asks to try this again. */
        AGAIN,
        /** The pool has no address left. */
        FULL,
        /** The Service has addresses already, and the sidecar does not say which. */
        HAS_SOME,
        /** The sidecar refuses, or says what makes no sense: somebody has to mend something first. */
        REFUSED
    }
}
