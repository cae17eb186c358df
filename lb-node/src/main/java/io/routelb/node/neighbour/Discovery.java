package io.routelb.node.neighbour;

import inet.ipaddr.IPAddress;
import io.routelb.netlink.value.Link;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds the neighbours of links: the effect port. Used by one thread only. */
@FunctionalInterface
public interface Discovery {
    /** Finds nobody: for an agent that was given no way to look. */
    Discovery BLIND = (wanted, links, linkLocals) -> {
        Map<String, Found> none = new TreeMap<>();
        wanted.forEach(link -> none.put(link, Found.nobody("nobody looks for neighbours on interface " + link)));
        return none;
    };

    /**
     * Looks on exactly these links from now on.
     *
     * @param links what the kernel has now
     * @param linkLocals the usable link-local address of each link that has one, by name
     * @return what is known by now, for each wanted link
     */
    Map<String, Found> follow(Set<String> wanted, Collection<Link> links, Map<String, IPAddress> linkLocals);
}
