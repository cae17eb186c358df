package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What concerns all of a node's sessions.
 *
 * @param dynamicPeers who may dial us without being named
 * @param monitor where peers and routes are reported by BMP (RFC 7854)
 * @param captureDirectory absolute path of the folder in which each session's messages are written as pcap, for debugging; empty = nowhere
 * @param listenAddresses of this node, where peers may dial us; empty = all there are
 */
public record SpeakerOptions(
        List<DynamicPeers> dynamicPeers,
        Optional<Monitor> monitor,
        Optional<String> captureDirectory,
        BestPath bestPath,
        Set<IPAddress> listenAddresses) {
    public static final SpeakerOptions DEFAULT =
            new SpeakerOptions(List.of(), Optional.empty(), Optional.empty(), BestPath.DEFAULT);

    /** Peers may dial us at all addresses. */
    public SpeakerOptions(
            List<DynamicPeers> dynamicPeers,
            Optional<Monitor> monitor,
            Optional<String> captureDirectory,
            BestPath bestPath) {
        this(dynamicPeers, monitor, captureDirectory, bestPath, Set.of());
    }

    public SpeakerOptions {
        dynamicPeers = List.copyOf(dynamicPeers);
        listenAddresses = Set.copyOf(listenAddresses);
    }

    /** The same where peers may dial us at those addresses only. */
    public SpeakerOptions withListenAddresses(Set<IPAddress> only) {
        return new SpeakerOptions(dynamicPeers, monitor, captureDirectory, bestPath, only);
    }

    /**
     * Neighbours known by where they dial from.
     *
     * @param template what each of them is; its address is of no account, and it is passive
     * @param limit the most there may be at once
     */
    public record DynamicPeers(Prefix from, RoutingIntent.Peer template, int limit) {}

    /** With these ranges of neighbours and nothing else changed. */
    public SpeakerOptions withDynamicPeers(List<DynamicPeers> others) {
        return new SpeakerOptions(others, monitor, captureDirectory, bestPath, listenAddresses);
    }

    /** With the messages written into that folder. */
    public SpeakerOptions withCaptureDirectory(Optional<String> folder) {
        return new SpeakerOptions(dynamicPeers, monitor, folder, bestPath, listenAddresses);
    }

    /**
     * A BMP station that is dialled.
     *
     * @param statistics how often it is told the counts of every peer (RFC 7854 section 4.8), 1 s to 1 h
     */
    public record Monitor(IPAddress address, int port, Duration statistics) {
        public static final Duration EACH_MINUTE = Duration.ofMinutes(1);
    }

    /**
     * How one path is chosen among several (RFC 4271 section 9.1.2.2).
     *
     * @param alwaysCompareMed MED counts between paths of different neighbouring ASes, too
     * @param deterministicMed paths of one neighbouring AS are compared first, so that the order of arrival has no say
     * @param maximumPaths how many equal ones are used together, 1-64; 1 = only the best
     */
    public record BestPath(boolean alwaysCompareMed, boolean deterministicMed, int maximumPaths) {
        public static final BestPath DEFAULT = new BestPath(false, true, 16);
    }
}
