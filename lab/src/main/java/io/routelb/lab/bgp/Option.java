package io.routelb.lab.bgp;

import java.time.Duration;

/** One thing a daemon is to do in a session beyond plain BGP. A daemon that cannot says so by an {@link UnsupportedException}. */
public sealed interface Option {
    /** Dials; without it, it waits to be dialled. */
    record Dials() implements Option {}

    /** Knows no AS numbers above 65535 (an OLD speaker of RFC 6793). */
    record TwoOctetAs() implements Option {}

    /** TCP MD5 (RFC 2385). */
    record Md5(String password) implements Option {}

    /** GTSM (RFC 5082): we are so many hops away, 1 = directly connected. */
    record TtlSecurity(int hops) implements Option {}

    /** An external peer that is so many hops away, at most. */
    record Multihop(int hops) implements Option {}

    /** Several paths for a prefix (RFC 7911), both ways. */
    record AddPath() implements Option {}

    /** IPv4 routes may have IPv6 next hops (RFC 8950). */
    record ExtendedNextHop() implements Option {}

    /** Graceful restart (RFC 4724). */
    record GracefulRestart(Duration time) implements Option {}

    /** Long-lived graceful restart (RFC 9494), beside {@link GracefulRestart}. */
    record LongLived(Duration stale) implements Option {}

    /** What the daemon is to us (RFC 9234): {@code provider}, {@code customer}, {@code peer}, {@code rs-server} or {@code rs-client}. */
    record Role(String name) implements Option {}

    /** More prefixes than that of a family end the session. */
    record MaxPrefixes(int most) implements Option {}

    /** We are told what it has from others, too. */
    record Transit() implements Option {}

    /** We are its client (RFC 4456). */
    record ReflectorClient() implements Option {}

    /** BFD beside the session (RFC 5882). */
    record Bfd(Duration interval, int multiplier) implements Option {}
}
