package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A path attribute (RFC 4271 section 5). */
public sealed interface PathAttribute permits KnownAttribute, UnknownAttribute {
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

    /**
     * The attribute as a route takes it along to another peer, as far as that depends on its flags: one we do not know goes on
     * with Partial set when it is transitive, and not at all otherwise (RFC 4271 section 5). What we know, the RIB decides.
     */
    Optional<PathAttribute> passedOn();
}
