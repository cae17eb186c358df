package io.routelb.redistribution.bgp.speaker;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often others may connect: each source, where an IPv6 /64 is one, a few times at once and then once a second; and all that are known
 * by a prefix only together, so that no crowd of them keeps us from those that have a name. Remembers a bounded number of sources.
 */
final class Arrivals {
    static final int SOURCE_BURST = 10;
    static final int CROWD_BURST = 256;

    private static final int SOURCES = 4096;
    private static final int IPV6_SITE = 64;
    private static final double SOURCE_RATE = 1;
    private static final double CROWD_RATE = 64;

    private final Map<Prefix, Bucket> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Prefix, Bucket> eldest) {
            return size() > SOURCES;
        }
    };
    private final Bucket crowd = new Bucket(CROWD_BURST, CROWD_RATE);

    /** Tokens that come back with time; each connection takes one. */
    private static final class Bucket {
        private final int size;
        private final double perSecond;
        private double tokens;
        private long filledNanos;
        private boolean used;

        Bucket(int size, double perSecond) {
            this.size = size;
            this.perSecond = perSecond;
            this.tokens = size;
        }

        boolean take(long nowNanos) {
            double seconds = used
                    ? (nowNanos - filledNanos) / (double) Duration.ofSeconds(1).toNanos()
                    : 0;
            used = true;
            filledNanos = nowNanos;
            tokens = Math.min(size, tokens + seconds * perSecond);
            boolean enough = tokens >= 1;
            tokens -= enough ? 1 : 0;
            return enough;
        }
    }

    /** Whether one more connection from there may be looked at now; {@code named}: the source is a peer of its own. */
    boolean allow(IPAddress from, boolean named, long nowNanos) {
        Prefix source = IpFamily.of(from) == IpFamily.IPV4 ? Prefix.host(from) : Prefix.containing(from, IPV6_SITE);
        Bucket own = sources.computeIfAbsent(source, unused -> new Bucket(SOURCE_BURST, SOURCE_RATE));
        return own.take(nowNanos) && (named || crowd.take(nowNanos));
    }

    /** Sources remembered. */
    int remembered() {
        return sources.size();
    }
}
