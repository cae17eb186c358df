package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.ClusterList;
import io.routelb.redistribution.bgp.message.Communities;
import io.routelb.redistribution.bgp.message.ExtendedCommunities;
import io.routelb.redistribution.bgp.message.LargeCommunities;
import io.routelb.redistribution.bgp.message.LocalPref;
import io.routelb.redistribution.bgp.message.MultiExitDisc;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.OriginatorId;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.UnknownAttribute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The path attributes of received routes, immutable and shared by all that have them, with what the decision process asks for read
 * out once. Next hops stand apart: neither NEXT_HOP nor the MP attributes are among the attributes.
 */
public final class AttributeSet {
    /** LOCAL_PREF of a route that came without one (RFC 4271 section 9.1.1). */
    public static final long DEFAULT_LOCAL_PREF = 100;

    private static final Comparator<PathAttribute> BY_TYPE = Comparator.comparingInt(PathAttribute::typeCode);
    private static final int INCOMPLETE = 2;

    /** Of routes that were not accepted. */
    static final AttributeSet UNUSED = new AttributeSet(List.of(), List.of());

    /** Of routes that were not accepted because we have had them already; like {@link #UNUSED} but for being another. */
    static final AttributeSet LOOPED = new AttributeSet(List.of(), List.of(Origin.IGP));

    private final List<IPAddress> nextHops;
    private final List<PathAttribute> attributes;
    private final AsPath asPath;
    private final long localPref;
    private final int pathLength;
    private final int origin;
    private final long med;
    private final int clusters;
    private final boolean longLivedStale;
    private final int weight;
    private final int hash;
    /** Routes that have it, as {@link AttributeTable} counts. */
    int uses;

    /**
     * In whatever order; they are kept in that of their types.
     *
     * @param nextHops a global one, and perhaps a link-local one after it (RFC 2545 section 3), which of an accepted route has its
     *     interface as zone; it may also be alone
     */
    public AttributeSet(List<IPAddress> nextHops, List<PathAttribute> attributes) {
        this.nextHops = List.copyOf(nextHops);
        this.attributes = attributes.stream().sorted(BY_TYPE).toList();
        asPath = find(AsPath.class).orElse(AsPath.EMPTY);
        localPref = find(LocalPref.class).map(LocalPref::value).orElse(DEFAULT_LOCAL_PREF);
        pathLength = asPath.length();
        origin = find(Origin.class).map(Origin::value).orElse(INCOMPLETE);
        med = find(MultiExitDisc.class).map(MultiExitDisc::value).orElse(0L);
        clusters = find(ClusterList.class).map(each -> each.clusters().size()).orElse(0);
        longLivedStale = hasCommunity(Communities.LLGR_STALE);
        weight = this.attributes.stream().mapToInt(AttributeSet::weight).sum();
        hash = 31 * this.nextHops.hashCode() + this.attributes.hashCode();
    }

    /** The attribute of that class, if it is there. */
    public <T extends PathAttribute> Optional<T> find(Class<T> type) {
        for (PathAttribute each : attributes) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }

    /** Of a route that was not accepted. */
    boolean isUnused() {
        return nextHops.isEmpty();
    }

    /** Of a route that was not accepted because it came round. */
    boolean isLooped() {
        return equals(LOOPED);
    }

    /** Roughly the octets it takes on the wire, which is what bounds memory. */
    int weight() {
        return weight;
    }

    private static int weight(PathAttribute attribute) {
        return 8
                + switch (attribute) {
                    case AsPath path ->
                        4
                                * path.segments().stream()
                                        .mapToInt(each -> each.asns().size())
                                        .sum();
                    case Communities communities -> 4 * communities.values().size();
                    case ExtendedCommunities communities ->
                        8 * communities.values().size();
                    case LargeCommunities communities ->
                        12 * communities.values().size();
                    case ClusterList list -> 4 * list.clusters().size();
                    case UnknownAttribute unknown -> unknown.value().length();
                    default -> 8;
                };
    }

    /** The same with that attribute instead of the one of its type, or in addition. */
    AttributeSet with(PathAttribute changed) {
        List<PathAttribute> others = new ArrayList<>(attributes);
        others.removeIf(each -> each.typeCode() == changed.typeCode());
        others.add(changed);
        return new AttributeSet(nextHops, others);
    }

    /** The same with other next hops. */
    AttributeSet via(List<IPAddress> hops) {
        return hops.equals(nextHops) ? this : new AttributeSet(hops, attributes);
    }

    /** The same with one community more. */
    AttributeSet withCommunity(int community) {
        return with(find(Communities.class).orElse(new Communities(List.of())).with(community));
    }

    public boolean hasCommunity(int community) {
        return find(Communities.class).filter(each -> each.contains(community)).isPresent();
    }

    public List<IPAddress> nextHops() {
        return nextHops;
    }

    /**
     * The one packets are sent to: the link-local one (RFC 2545 section 2) where its link is known, which is the case when the session
     * itself is of link scope; else the global one beside it, which says by the kernel's routes what link it is on.
     */
    public IPAddress forwarding() {
        IPAddress last = nextHops.getLast();
        return last.isIPv6() && last.isLinkLocal() && !last.toIPv6().hasZone() ? nextHops.getFirst() : last;
    }

    public List<PathAttribute> attributes() {
        return attributes;
    }

    public AsPath asPath() {
        return asPath;
    }

    /** Of a route without one, 100. */
    public long localPref() {
        return localPref;
    }

    /** As RFC 4271 section 9.1.2.2 (a) counts. */
    public int pathLength() {
        return pathLength;
    }

    /** 0 IGP, 1 EGP, 2 INCOMPLETE. */
    public int origin() {
        return origin;
    }

    /** Of a route without one, 0: the lowest possible (RFC 4271 section 9.1.2.2 (c)). */
    public long med() {
        return med;
    }

    /** Reflections the route went through (RFC 4456 section 9). */
    public int clusters() {
        return clusters;
    }

    /** Its speaker has been away for long (RFC 9494): used only for want of a better one. */
    public boolean isLongLivedStale() {
        return longLivedStale;
    }

    /** ORIGINATOR_ID, if it was reflected. */
    public Optional<OriginatorId> originator() {
        return find(OriginatorId.class);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof AttributeSet set
                        && hash == set.hash
                        && nextHops.equals(set.nextHops)
                        && attributes.equals(set.attributes));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "via " + nextHops + " " + attributes;
    }
}
