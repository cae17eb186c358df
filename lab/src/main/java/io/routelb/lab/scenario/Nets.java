package io.routelb.lab.scenario;

import io.routelb.lab.bgp.SeenRoute;
import io.routelb.lab.process.ExpectationException;
import io.routelb.model.IpFamily;
import java.util.List;

/** The prefixes that scenarios with a peer use, and what a route of ours must look like at a daemon. */
final class Nets {
    static final String V4 = "198.51.100.10/32";
    static final String OTHER_V4 = "198.51.100.11/32";
    static final String V6 = "2001:db8:100::10/128";
    static final String OTHER_V6 = "2001:db8:100::11/128";
    static final String THEIR_V4 = "198.18.0.0/24";
    static final String THEIR_V6 = "2001:db8:200::/48";

    private Nets() {}

    /** A prefix of ours. */
    static String ours(IpFamily family) {
        return family == IpFamily.IPV4 ? V4 : V6;
    }

    /** A second one. */
    static String others(IpFamily family) {
        return family == IpFamily.IPV4 ? OTHER_V4 : OTHER_V6;
    }

    /** The family in the name of a figure. */
    static String label(IpFamily family) {
        return family == IpFamily.IPV4 ? "v4" : "v6";
    }

    /** Fails unless the route has the attributes an external peer must see. */
    static void requireExternal(SeenRoute route, String nextHop, long asn) throws ExpectationException {
        Stage.require(
                route.nextHop().equals(nextHop)
                        && route.asPath().equals(List.of(asn))
                        && route.origin().equals("IGP")
                        && !route.stale(),
                "the route has not next hop " + nextHop + ", path " + asn + " and origin IGP: " + route);
    }
}
