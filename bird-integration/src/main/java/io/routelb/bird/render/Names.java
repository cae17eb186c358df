package io.routelb.bird.render;

import inet.ipaddr.IPAddress;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.Locale;

/**
 * What we call things in BIRD's configuration: everything begins with {@code routelb}, which the host's own names and BIRD's words do not.
 * Symbols have letters, digits and {@code _}, at most 64.
 */
public final class Names {
    /** The protocol that takes prefixes from the link of Service addresses. */
    static final String LINK = "routelb_link";

    /** The protocol that knows the links of the host. */
    static final String BFD = "routelb_bfd";

    private static final String PEER = "routelb_p_";
    private static final int LONGEST = 20;

    private Names() {}

    /** Whether a protocol of that name is ours. */
    public static boolean isOurs(String protocol) {
        return protocol.startsWith("routelb_");
    }

    /** BIRD's name of a session: one of an address, and to be recognised. */
    public static String session(String peer, IPAddress address) {
        return PEER + word(peer) + "_" + hex(address);
    }

    /** What names of neighbours begin with that are known by a prefix; BIRD adds a number. */
    static String range(String peer, Prefix from) {
        return PEER + word(peer) + "_" + hex(from.network()) + "_";
    }

    /** Our own table of a family. */
    static String table(IpFamily family) {
        return "routelb" + digit(family);
    }

    /** The protocol of the routes that no link has. */
    static String routes(IpFamily family) {
        return "routelb_routes" + digit(family);
    }

    /** The protocol that knows the links a next hop may be on. */
    static final String LINKS = "routelb_links";

    /** Marks routes that a client of ours as a route reflector told. */
    static final String CLIENT = "routelb_client";

    /** The table of a family with the ways to next hops: the host's links, and what others have in the kernel's main table. */
    static String host(IpFamily family) {
        return "routelb_host" + digit(family);
    }

    /** The protocol that puts learned routes in the kernel. */
    public static String kernel(IpFamily family) {
        return "routelb_kernel" + digit(family);
    }

    /** The protocol that reads the kernel's main table, where learned routes are put in another. */
    static String main(IpFamily family) {
        return "routelb_main" + digit(family);
    }

    /** The table of a family that goes with the one of the kernel where learned routes are put. */
    static String mirror(IpFamily family) {
        return "routelb_mirror" + digit(family);
    }

    /** The protocol that brings what others have in the kernel's main table among the ways to next hops. */
    static String ways(IpFamily family) {
        return "routelb_ways" + digit(family);
    }

    /** The protocol that brings learned routes there. */
    static String pipe(IpFamily family) {
        return "routelb_pipe" + digit(family);
    }

    /** Which of the learned routes go to the kernel. */
    static String learned(IpFamily family) {
        return "routelb_learned" + digit(family);
    }

    /** What a session of that name tells of a family. */
    static String out(String session, IpFamily family) {
        return session + (family == IpFamily.IPV4 ? "_o4" : "_o6");
    }

    /** How BIRD calls the family. */
    static String channel(IpFamily family) {
        return "ipv" + digit(family);
    }

    private static int digit(IpFamily family) {
        return family == IpFamily.IPV4 ? 4 : 6;
    }

    private static String word(String name) {
        String word = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        return word.substring(0, Math.min(word.length(), LONGEST));
    }

    private static String hex(IPAddress address) {
        return Addresses.withoutLink(address).toHexString(false);
    }
}
