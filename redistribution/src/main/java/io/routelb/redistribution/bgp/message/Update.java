package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * UPDATE (RFC 4271 section 4.3).
 *
 * @param withdrawn IPv4 prefixes of the message's own field; other families stand in {@link MpUnreach}
 * @param announced IPv4 prefixes of the message's own field; other families stand in {@link MpReach}
 * @param disabled families whose routes cannot be told any more: all of the peer's go, and what it still sends of them is of no
 *     account until the session ends (RFC 7606 section 2, AFI/SAFI disable); empty on what we send
 * @param faults sentences about what was wrong without ending the session (RFC 7606), empty on what we send
 */
public record Update(
        Nlri withdrawn, List<PathAttribute> attributes, Nlri announced, Set<IpFamily> disabled, List<String> faults)
        implements Message {
    public Update {
        attributes = attributes instanceof SharedAttributes.InUpdate ? attributes : List.copyOf(attributes);
        disabled = Set.copyOf(disabled);
        faults = List.copyOf(faults);
    }

    public Update(Nlri withdrawn, List<PathAttribute> attributes, Nlri announced) {
        this(withdrawn, attributes, announced, Set.of(), List.of());
    }

    /** Without path identifiers. */
    public Update(List<Prefix> withdrawn, List<PathAttribute> attributes, List<Prefix> announced) {
        this(new Nlri(withdrawn), attributes, new Nlri(announced));
    }

    /** Tells the peer that the initial routes of the family are complete (RFC 4724 section 2). */
    public static Update endOfRib(IpFamily family) {
        return switch (family) {
            case IPV4 -> new Update(Nlri.NONE, List.of(), Nlri.NONE);
            case IPV6 -> new Update(Nlri.NONE, List.of(new MpUnreach(family, Nlri.NONE)), Nlri.NONE);
        };
    }

    @Override
    public MessageType type() {
        return MessageType.UPDATE;
    }

    /** The family this ends the initial routes of, if it is an End-of-RIB. */
    public Optional<IpFamily> endOfRib() {
        if (!withdrawn.isEmpty()
                || !announced.isEmpty()
                || !faults.isEmpty()
                || !disabled.isEmpty()
                || attributes.size() > 1) {
            return Optional.empty();
        }
        if (attributes.isEmpty()) {
            return Optional.of(IpFamily.IPV4);
        }
        return attributes.getFirst() instanceof MpUnreach unreach
                        && unreach.withdrawn().isEmpty()
                ? Optional.of(unreach.family())
                : Optional.empty();
    }

    /** Every prefix withdrawn, of all families. */
    public List<Prefix> allWithdrawn() {
        List<Prefix> all = new ArrayList<>(withdrawn.prefixes());
        attributes.forEach(each -> {
            if (each instanceof MpUnreach unreach) {
                all.addAll(unreach.withdrawn().prefixes());
            }
        });
        return all;
    }

    /** Every prefix announced, of all families. */
    public List<Prefix> allAnnounced() {
        List<Prefix> all = new ArrayList<>(announced.prefixes());
        attributes.forEach(each -> {
            if (each instanceof MpReach reach) {
                all.addAll(reach.announced().prefixes());
            }
        });
        return all;
    }
}
