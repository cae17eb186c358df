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
}
