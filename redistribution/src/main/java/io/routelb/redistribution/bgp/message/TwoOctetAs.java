package io.routelb.redistribution.bgp.message;

import java.util.ArrayList;
import java.util.List;

/**
 * AS numbers of 4 octets by way of peers that know 2 (RFC 6793): {@link As4Path} and {@link As4Aggregator} stand in UPDATEs on the
 * wire only. Before one is written they are made, after one was read they are merged.
 */
final class TwoOctetAs {
    private TwoOctetAs() {}

    /** What is written for the attributes, RFC 6793 section 4.2.2. */
    static List<PathAttribute> split(List<PathAttribute> attributes, Dialect dialect) {
        if (dialect.fourOctetAs()) {
            return attributes;
        }
        List<PathAttribute> written = new ArrayList<>(attributes.size() + 2);
        for (PathAttribute attribute : attributes) {
            if (!isOnTheWireOnly(attribute)) {
                written.add(attribute);
            }
        }
        for (PathAttribute attribute : attributes) {
            if (attribute instanceof AsPath path && path.needsFourOctets()) {
                List<AsPath.Segment> told = afterConfederations(path.segments());
                if (!told.isEmpty()) {
                    written.add(new As4Path(told));
                }
            } else if (attribute instanceof Aggregator one && AsPath.inTwoOctets(one.asn()) != one.asn()) {
                written.add(new As4Aggregator(one.asn(), one.routerId()));
            }
        }
        return written;
    }

    /** RFC 6793 section 4.2.2: AS4_PATH holds none of a confederation's segments; the receiver takes the head from AS_PATH. */
    private static List<AsPath.Segment> afterConfederations(List<AsPath.Segment> segments) {
        int from = segments.size();
        while (from > 0 && !segments.get(from - 1).confederation()) {
            from--;
        }
        return segments.subList(from, segments.size());
    }

    /** What was meant by the attributes read, RFC 6793 section 4.2.3. */
    static List<PathAttribute> merge(List<PathAttribute> read) {
        As4Path path4 = null;
        As4Aggregator aggregator4 = null;
        Aggregator aggregator = null;
        for (PathAttribute attribute : read) {
            if (attribute instanceof As4Path found) {
                path4 = found;
            } else if (attribute instanceof As4Aggregator found) {
                aggregator4 = found;
            } else if (attribute instanceof Aggregator found) {
                aggregator = found;
            }
        }
        if (path4 == null && aggregator4 == null) {
            return read;
        }
        // Somebody who knows 2 octets only aggregated anew: both others are about the route before that.
        boolean outdated = aggregator4 != null && aggregator != null && aggregator.asn() != Open.AS_TRANS;
        List<PathAttribute> merged = new ArrayList<>(read.size());
        for (PathAttribute attribute : read) {
            if (isOnTheWireOnly(attribute)) {
                continue;
            }
            if (attribute instanceof AsPath path && path4 != null && !outdated) {
                merged.add(merge(path, path4));
            } else if (attribute instanceof Aggregator two && aggregator4 != null && !outdated) {
                merged.add(new Aggregator(aggregator4.asn(), aggregator4.routerId(), two.partial()));
            } else {
                merged.add(attribute);
            }
        }
        return merged;
    }

    private static boolean isOnTheWireOnly(PathAttribute attribute) {
        return attribute instanceof As4Path || attribute instanceof As4Aggregator;
    }

    /** The head of the path that the other lacks, then the other; a path shorter than the other counts alone. */
    private static AsPath merge(AsPath path, As4Path full) {
        int missing = path.length() - AsPath.length(full.segments());
        if (missing < 0) {
            return path;
        }
        List<AsPath.Segment> merged = new ArrayList<>();
        for (AsPath.Segment segment : path.segments()) {
            // A confederation's segment adds no length; at the head, or after what is taken, it belongs to it.
            if (missing == 0 && !segment.confederation()) {
                break;
            }
            if (segment.length() <= missing) {
                merged.add(segment);
                missing -= segment.length();
            } else {
                merged.add(new AsPath.Segment(segment.kind(), segment.asns().subList(0, missing)));
                break;
            }
        }
        merged.addAll(full.segments());
        return new AsPath(merged);
    }
}
