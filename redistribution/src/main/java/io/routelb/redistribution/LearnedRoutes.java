package io.routelb.redistribution;

import inet.ipaddr.IPAddress;
import io.routelb.model.Prefix;
import java.util.List;
import java.util.Map;

/** Who uses the routes that peers tell: the port to the kernel's tables. */
@FunctionalInterface
public interface LearnedRoutes {
    /** Wants none. */
    LearnedRoutes NOBODY = changes -> {};

    /**
     * These prefixes are reached otherwise than before. Nothing is said when the backend closes: after a restart what is used goes on
     * being used.
     *
     * @param changes the next hops to share the packets among, best first; none = the prefix is not reached any more. Only what the
     *     import policies accept, never a prefix of our own
     */
    void changed(Map<Prefix, List<IPAddress>> changes);

    /**
     * Every peer has told its routes since the start, or had the time to (RFC 4724 section 4.1), and what is used of them has been offered:
     * what an earlier process used beside them is told by nobody any more. Said once.
     */
    default void complete() {}
}
