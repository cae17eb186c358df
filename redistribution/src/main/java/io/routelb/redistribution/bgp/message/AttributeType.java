package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/**
 * The row of one path attribute: how it is read and what a bad one costs.
 *
 * @param flags the optional and transitive bits it must have
 * @param verdict what a malformed value or wrong flags cost (RFC 7606 section 7)
 */
record AttributeType(int code, String name, int flags, BgpException.Scope verdict, Decoder decoder) {
    /** Reads a value of the attribute; everything in the buffer belongs to it. */
    @FunctionalInterface
    interface Decoder {
        PathAttribute decode(ByteBuffer value, Dialect dialect) throws BgpException;
    }

    /** RFC 7606 section 7.5: what only means something inside an AS is dropped when another AS sends it badly. */
    BgpException.Scope verdict(Dialect dialect) {
        return code == LocalPref.TYPE.code() && dialect.external() ? BgpException.Scope.ATTRIBUTE_DISCARD : verdict;
    }

    /** 3/5 when the value does not have the length. */
    static void requireLength(ByteBuffer value, int length, AttributeType type) throws BgpException {
        if (value.remaining() != length) {
            throw type.bad(5, type.name + " is " + value.remaining() + " octets long instead of " + length);
        }
    }

    BgpException bad(int subcode, String sentence) {
        return BgpException.update(verdict, subcode, Octets.EMPTY, sentence);
    }
}
