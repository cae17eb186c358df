package io.routelb.redistribution.bgp.message;

/**
 * What was negotiated that changes how UPDATEs read.
 *
 * @param fourOctetAs AS numbers in AS_PATH take 4 octets (RFC 6793), else 2
 * @param external the peer is in another AS, which changes the verdict on some attributes (RFC 7606 section 7.5)
 */
public record Dialect(boolean fourOctetAs, boolean external) {
    /** Before the OPENs have been exchanged. */
    public static final Dialect INITIAL = new Dialect(true, true);
}
