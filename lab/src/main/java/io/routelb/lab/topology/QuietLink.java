package io.routelb.lab.topology;

import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.Link;

/** A link without a peer, in the network namespace of the given connection to the kernel. */
public final class QuietLink {
    /** EOPNOTSUPP, the kernel's answer to a link kind it lacks. */
    private static final int UNKNOWN_KIND = 95;

    private QuietLink() {}

    /** Adds it and sets it up: a {@code dummy}, or where the kernel lacks it what is closest. */
    public static Link add(Rtnetlink rtnetlink, String name) throws NetlinkException {
        Link link;
        try {
            link = rtnetlink.createLink(name, "dummy");
        } catch (NetlinkException e) {
            if (e.errno() != UNKNOWN_KIND) {
                throw e;
            }
            link = rtnetlink.createLink(name, "ifb");
        }
        rtnetlink.setUp(link.index());
        return link;
    }
}
