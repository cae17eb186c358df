package io.routelb.redistribution.bgp.message;

import java.util.Optional;

/** An attribute with a row in {@link AttributeType}. */
public sealed interface KnownAttribute extends PathAttribute
        permits Origin,
                AsPath,
                NextHop,
                MultiExitDisc,
                LocalPref,
                AtomicAggregate,
                Aggregator,
                Communities,
                OriginatorId,
                ClusterList,
                MpReach,
                MpUnreach,
                ExtendedCommunities,
                As4Path,
                As4Aggregator,
                LargeCommunities,
                OnlyToCustomer {
    /** Its row. */
    AttributeType type();

    /** Somebody on the way did not know it, which nobody may deny afterwards (RFC 4271 section 5). Optional transitive ones only. */
    default boolean partial() {
        return false;
    }

    @Override
    default int typeCode() {
        return type().code();
    }

    @Override
    default int flags() {
        return type().flags() | (partial() ? PARTIAL : 0);
    }

    @Override
    default Optional<PathAttribute> passedOn() {
        return Optional.of(this);
    }
}
