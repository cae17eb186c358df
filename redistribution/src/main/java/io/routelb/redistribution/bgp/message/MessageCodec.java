package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;

/** Whole messages to octets and back. */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * The message with its header, ready to be read from the buffer.
     *
     * @throws IllegalArgumentException when it is longer than the dialect allows, which is our own fault
     */
    public static ByteBuffer encode(Message message, Dialect dialect) {
        ByteBuffer out = ByteBuffer.allocate(AttributeCodec.SCRATCH);
        out.position(MessageHeader.LENGTH);
        switch (message) {
            case Open open -> open.encodeBody(out);
            case Update update -> UpdateCodec.encodeBody(update, out, dialect);
            case Notification notification -> notification.encodeBody(out);
            case Keepalive unused -> {}
            case RouteRefresh refresh -> refresh.encodeBody(out);
        }
        int length = out.position();
        if (length > dialect.send().maxLength(message.type())) {
            throw new IllegalArgumentException("a message of " + length + " octets does not fit");
        }
        out.flip();
        new MessageHeader(message.type(), length - MessageHeader.LENGTH).encode(out.duplicate());
        return out;
    }

    /**
     * Reads a body of the length the header told; all of {@code body} is taken.
     *
     * @throws BgpException only of scope {@link BgpException.Scope#SESSION_RESET}
     */
    public static Message decode(MessageType type, ByteBuffer body, Dialect dialect) throws BgpException {
        return switch (type) {
            case OPEN -> Open.decodeBody(body);
            case UPDATE -> UpdateCodec.decodeBody(body, dialect);
            case NOTIFICATION -> Notification.decodeBody(body);
            case KEEPALIVE -> Keepalive.INSTANCE;
            case ROUTE_REFRESH -> RouteRefresh.decodeBody(body);
        };
    }
}
