package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.util.List;
import java.util.Optional;

/**
 * What concerns all of a node's sessions.
 *
 * @param dynamicPeers who may dial us without being named
 * @param monitor where peers and routes are reported by BMP (RFC 7854)
 * @param captureDirectory absolute path of the folder in which each session's messages are written as pcap, for debugging; empty = nowhere
 */
public record SpeakerOptions(
        List<DynamicPeers> dynamicPeers,
        Optional<Monitor> monitor,
        Optional<String> captureDirectory,
        BestPath bestPath) {
    public static final SpeakerOptions DEFAULT =
            new SpeakerOptions(List.of(), Optional.empty(), Optional.empty(), BestPath.DEFAULT);

    public SpeakerOptions {
        dynamicPeers = List.copyOf(dynamicPeers);
    }

    /**
     * Neighbours known by where they dial from.
     *
     * @param template what each of them is; its address is of no account, and it is passive
     * @param limit the most there may be at once
     */
    public record DynamicPeers(Prefix from, RoutingIntent.Peer template, int limit) {}

    /** A BMP station that is dialled. */
    public record Monitor(IPAddress address, int port) {}

    /**
     * How one path is chosen among several (RFC 4271 section 9.1.2.2).
     *
     * @param alwaysCompareMed MED counts between paths of different neighbouring ASes, too
     * @param deterministicMed paths of one neighbouring AS are compared first, so that the order of arrival has no say
     * @param maximumPaths how many equal ones are used together, 1 = only the best
     */
    public record BestPath(boolean alwaysCompareMed, boolean deterministicMed, int maximumPaths) {
        public static final BestPath DEFAULT = new BestPath(false, true, 16);
    }
}
