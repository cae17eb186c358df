package io.routelb.lab.topology;

import io.routelb.lab.process.Command;
import io.routelb.model.IpFamily;
import java.io.IOException;
import java.util.List;

/**
 * Two namespaces, ours and theirs, and the addresses by which they reach each other.
 *
 * @param ours namespace of our end
 * @param theirs namespace of the far end
 * @param hops 0 = link-local addresses, 1 = one subnet, 2 = a router between
 */
public record Cable(String ours, String theirs, int hops) {
    /** The link's name at both ends. */
    public static final String LINK = "eth0";

    private static final String LONG_LINK = "far0";

    /** Joins two new namespaces, whose names begin so, by a veth. */
    public static Cable lay(String name) throws IOException, InterruptedException {
        Cable cable = new Cable(name + "-ours", name + "-theirs", 1);
        LabNetwork.namespace(cable.ours);
        LabNetwork.namespace(cable.theirs);
        Namespaces.batch(
                cable.ours, List.of("link add " + LINK + " type veth peer name " + LINK + " netns " + cable.theirs));
        for (IpFamily family : IpFamily.values()) {
            address(cable.ours, LINK, cable.ourAddress(family));
            address(cable.theirs, LINK, cable.theirAddress(family));
        }
        Namespaces.batch(cable.ours, List.of("link set " + LINK + " up"));
        Namespaces.batch(cable.theirs, List.of("link set " + LINK + " up"));
        return cable;
    }

    /** The same link by its ends' link-local addresses, with its name behind them; IPv6 only. */
    public Cable linkLocal() throws IOException, InterruptedException {
        Cable near = new Cable(ours, theirs, 0);
        address(ours, LINK, withoutLink(near.ourAddress(IpFamily.IPV6)));
        address(theirs, LINK, withoutLink(near.theirAddress(IpFamily.IPV6)));
        return near;
    }

    /** What is before the {@code %} of an address. */
    public static String withoutLink(String address) {
        return address.replaceFirst("%.*", "");
    }

    /** A second way between the same namespaces, through a router that counts down the TTL. */
    public Cable throughRouter() throws IOException, InterruptedException {
        Cable longer = new Cable(ours, theirs, 2);
        String router = ours + "-middle";
        LabNetwork.namespace(router);
        for (boolean our : List.of(true, false)) {
            String end = our ? ours : theirs;
            Namespaces.batch(
                    router, List.of("link add " + end + " type veth peer name " + LONG_LINK + " netns " + end));
            for (IpFamily family : IpFamily.values()) {
                address(end, LONG_LINK, our ? longer.ourAddress(family) : longer.theirAddress(family));
                address(router, end, middle(family, our));
            }
            Namespaces.batch(router, List.of("link set " + end + " up"));
            Namespaces.batch(end, List.of("link set " + LONG_LINK + " up"));
            for (IpFamily family : IpFamily.values()) {
                String other = our ? longer.theirAddress(family) : longer.ourAddress(family);
                Command.run("ip", "-n", end, "route", "add", other, "via", middle(family, our));
            }
        }
        return longer;
    }

    private static String middle(IpFamily family, boolean ourSide) {
        String subnet = ourSide ? "1" : "2";
        return family == IpFamily.IPV4 ? "10.9." + subnet + ".254" : "2001:db8:9:" + subnet + "::fe";
    }

    private static void address(String namespace, String link, String address)
            throws IOException, InterruptedException {
        String line =
                "addr add " + address + (address.contains(":") ? "/64 dev " + link + " nodad" : "/24 dev " + link);
        Namespaces.batch(namespace, List.of(line));
    }

    /** Our address of that family. */
    public String ourAddress(IpFamily family) {
        if (hops == 0) {
            return linkLocal(family, "fe80::11");
        }
        if (hops == 1) {
            return family == IpFamily.IPV4 ? "192.0.2.11" : "2001:db8:0:2::11";
        }
        return family == IpFamily.IPV4 ? "10.9.1.11" : "2001:db8:9:1::11";
    }

    /** The far end's address of that family. */
    public String theirAddress(IpFamily family) {
        if (hops == 0) {
            return linkLocal(family, "fe80::1");
        }
        if (hops == 1) {
            return family == IpFamily.IPV4 ? "192.0.2.1" : "2001:db8:0:2::1";
        }
        return family == IpFamily.IPV4 ? "10.9.2.1" : "2001:db8:9:2::1";
    }

    private static String linkLocal(IpFamily family, String address) {
        if (family == IpFamily.IPV4) {
            throw new IllegalArgumentException("between link-local addresses there is IPv6 only");
        }
        return address + "%" + LINK;
    }
}
