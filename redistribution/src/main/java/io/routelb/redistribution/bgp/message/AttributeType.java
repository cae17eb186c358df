package io.routelb.redistribution.bgp.message;

import static io.routelb.redistribution.bgp.message.BgpException.Scope.ATTRIBUTE_DISCARD;
import static io.routelb.redistribution.bgp.message.BgpException.Scope.FAMILY_DISABLE;
import static io.routelb.redistribution.bgp.message.BgpException.Scope.SESSION_RESET;
import static io.routelb.redistribution.bgp.message.BgpException.Scope.TREAT_AS_WITHDRAW;
import static io.routelb.redistribution.bgp.message.PathAttribute.OPTIONAL;
import static io.routelb.redistribution.bgp.message.PathAttribute.TRANSITIVE;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The path attributes we read, a row each: what every way of getting it wrong costs (RFC 7606 sections 3 and 7). This is the
 * one table of it; {@code UpdateErrorTableTest} walks it, docs/rfc-conformance.md shows it.
 *
 * <p>The columns: type code; Optional and Transitive bits it must have; cost of other bits; cost of a malformed value, be it the length
 * or the content; cost of a second one; who may send it.
 */
public enum AttributeType {
    ORIGIN(1, TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.MANDATORY),
    AS_PATH(2, TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.MANDATORY),
    /** Mandatory only where the UPDATE's own field announces. */
    NEXT_HOP(3, TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.MANDATORY),
    MULTI_EXIT_DISC(4, OPTIONAL, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.ANY),
    LOCAL_PREF(5, TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.INTERNAL),
    /** RFC 7606 sections 3 (f), 7.6: dropped; but section 3 (c) knows no exception for flags. The same goes for AGGREGATOR. */
    ATOMIC_AGGREGATE(6, TRANSITIVE, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, ATTRIBUTE_DISCARD, Use.ANY),
    AGGREGATOR(7, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, ATTRIBUTE_DISCARD, Use.ANY),
    COMMUNITIES(8, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.ANY),
    ORIGINATOR_ID(9, OPTIONAL, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.INTERNAL),
    CLUSTER_LIST(10, OPTIONAL, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.INTERNAL),
    /** What is too short to name its family resets; RFC 7606 sections 3 (j), 5.3 (flags, too) and 7.11, RFC 4760 section 7. */
    MP_REACH_NLRI(14, OPTIONAL, FAMILY_DISABLE, FAMILY_DISABLE, SESSION_RESET, Use.ANY),
    MP_UNREACH_NLRI(15, OPTIONAL, FAMILY_DISABLE, FAMILY_DISABLE, SESSION_RESET, Use.ANY),
    /** RFC 7606 section 7.14. */
    EXTENDED_COMMUNITIES(16, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.ANY),
    /** RFC 6793 section 6. The same goes for AS4_AGGREGATOR. */
    AS4_PATH(17, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, ATTRIBUTE_DISCARD, Use.TWO_OCTET_AS),
    AS4_AGGREGATOR(
            18, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, ATTRIBUTE_DISCARD, Use.TWO_OCTET_AS),
    /** RFC 8092 section 6. */
    LARGE_COMMUNITIES(32, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.ANY),
    /** RFC 9234 section 5. */
    ONLY_TO_CUSTOMER(35, OPTIONAL | TRANSITIVE, TREAT_AS_WITHDRAW, TREAT_AS_WITHDRAW, ATTRIBUTE_DISCARD, Use.ANY);

    /** Who may or must send an attribute. */
    enum Use {
        /** A route without it counts as withdrawn (RFC 7606 section 3 d). */
        MANDATORY,
        /** Anybody may. */
        ANY,
        /** From another AS it is dropped, whatever it holds (RFC 7606 sections 7.5, 7.9 and 7.10). */
        INTERNAL,
        /** From a peer that knows 4-octet AS numbers it is dropped, whatever it holds (RFC 6793 sections 4.1 and 6). */
        TWO_OCTET_AS
    }

    private static final AttributeType[] BY_CODE = new AttributeType[256];

    static {
        for (AttributeType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int flags;
    private final BgpException.Scope onFlags;
    private final BgpException.Scope onValue;
    private final BgpException.Scope onSecond;
    private final Use use;

    AttributeType(
            int code,
            int flags,
            BgpException.Scope onFlags,
            BgpException.Scope onValue,
            BgpException.Scope onSecond,
            Use use) {
        this.code = code;
        this.flags = flags;
        this.onFlags = onFlags;
        this.onValue = onValue;
        this.onSecond = onSecond;
        this.use = use;
    }

    static Optional<AttributeType> of(int code) {
        return Optional.ofNullable(BY_CODE[code]);
    }

    /** The type code IANA gave. */
    public int code() {
        return code;
    }

    /** The Optional and Transitive bits it must have. */
    public int flags() {
        return flags;
    }

    BgpException.Scope onFlags() {
        return onFlags;
    }

    BgpException.Scope onValue() {
        return onValue;
    }

    BgpException.Scope onSecond() {
        return onSecond;
    }

    Use use() {
        return use;
    }

    /** 3/5 when the value does not have the length. */
    void requireLength(ByteBuffer value, int length) throws BgpException {
        if (value.remaining() != length) {
            throw bad(5, name() + " is " + value.remaining() + " octets long instead of " + length);
        }
    }

    /** 3/5 when the value is empty or not a multiple of the unit. */
    void requireMultiple(ByteBuffer value, int unit) throws BgpException {
        if (value.remaining() == 0 || value.remaining() % unit != 0) {
            throw bad(5, name() + " is " + value.remaining() + " octets long, not a multiple of " + unit);
        }
    }

    BgpException bad(int subcode, String sentence) {
        return BgpException.update(onValue, subcode, Octets.EMPTY, sentence);
    }
}
