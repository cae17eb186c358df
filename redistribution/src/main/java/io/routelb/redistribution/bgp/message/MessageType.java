package io.routelb.redistribution.bgp.message;

import java.util.Optional;

/** Message types with the lengths they can have at all, header included (RFC 4271 section 6.1, RFC 2918 section 3, RFC 8654 section 4). */
public enum MessageType {
    OPEN(1, 29, MessageHeader.MAX_LENGTH),
    UPDATE(2, 23, MessageHeader.MAX_EXTENDED_LENGTH),
    NOTIFICATION(3, 21, MessageHeader.MAX_EXTENDED_LENGTH),
    KEEPALIVE(4, 19, 19),
    ROUTE_REFRESH(5, 23, MessageHeader.MAX_EXTENDED_LENGTH);

    private final int code;
    private final int minLength;
    private final int maxLength;

    MessageType(int code, int minLength, int maxLength) {
        this.code = code;
        this.minLength = minLength;
        this.maxLength = maxLength;
    }

    /** The octet on the wire. */
    public int code() {
        return code;
    }

    boolean allowsLength(int length) {
        return length >= minLength && length <= maxLength;
    }

    static Optional<MessageType> of(int code) {
        for (MessageType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
