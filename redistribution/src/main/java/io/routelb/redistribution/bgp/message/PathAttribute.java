package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** A path attribute (RFC 4271 section 5). Each knows its type, its value's octets, its flags and what a bad one costs. */
public sealed interface PathAttribute
        permits Origin,
                AsPath,
                NextHop,
                MultiExitDisc,
                LocalPref,
                AtomicAggregate,
                Communities,
                MpReach,
                MpUnreach,
                As4Path,
                UnknownAttribute {
    /** Flag bit: the attribute is optional, else well-known. */
    int OPTIONAL = 0x80;
    /** Flag bit: the attribute goes on to further peers. */
    int TRANSITIVE = 0x40;
    /** Flag bit: somebody on the way did not know it. */
    int PARTIAL = 0x20;
    /** Flag bit: the length takes 2 octets. A matter of encoding, never part of a value here. */
    int EXTENDED_LENGTH = 0x10;

    /** The type code IANA gave. */
    int typeCode();

    /** Flags as sent, without {@link #EXTENDED_LENGTH}. */
    int flags();

    /** Writes the value: what follows flags, type and length. */
    void encodeValue(ByteBuffer out, Dialect dialect);
}
