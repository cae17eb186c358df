package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * UPDATE (RFC 4271 section 4.3).
 *
 * @param withdrawn IPv4 prefixes of the message's own field; other families stand in {@link MpUnreach}
 * @param announced IPv4 prefixes of the message's own field; other families stand in {@link MpReach}
 * @param faults sentences about what was wrong without ending the session (RFC 7606), empty on what we send
 */
public record Update(
        List<Prefix> withdrawn, List<PathAttribute> attributes, List<Prefix> announced, List<String> faults)
        implements Message {
    public Update {
        withdrawn = List.copyOf(withdrawn);
        attributes = List.copyOf(attributes);
        announced = List.copyOf(announced);
        faults = List.copyOf(faults);
    }

    public Update(List<Prefix> withdrawn, List<PathAttribute> attributes, List<Prefix> announced) {
        this(withdrawn, attributes, announced, List.of());
    }

    /** Tells the peer that the initial routes of the family are complete (RFC 4724 section 2). */
    public static Update endOfRib(IpFamily family) {
        return switch (family) {
            case IPV4 -> new Update(List.of(), List.of(), List.of());
            case IPV6 -> new Update(List.of(), List.of(new MpUnreach(family, List.of())), List.of());
        };
    }

    @Override
    public MessageType type() {
        return MessageType.UPDATE;
    }

    /** The family this ends the initial routes of, if it is an End-of-RIB. */
    public Optional<IpFamily> endOfRib() {
        if (!withdrawn.isEmpty() || !announced.isEmpty() || !faults.isEmpty() || attributes.size() > 1) {
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
        List<Prefix> all = new ArrayList<>(withdrawn);
        attributes.forEach(each -> {
            if (each instanceof MpUnreach unreach) {
                all.addAll(unreach.withdrawn());
            }
        });
        return all;
    }

    /** Every prefix announced, of all families. */
    public List<Prefix> allAnnounced() {
        List<Prefix> all = new ArrayList<>(announced);
        attributes.forEach(each -> {
            if (each instanceof MpReach reach) {
                all.addAll(reach.announced());
            }
        });
        return all;
    }
}
