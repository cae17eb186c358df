package io.routelb.redistribution.bgp.message;

import java.nio.BufferOverflowException;
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
        ByteBuffer out = ByteBuffer.allocate(dialect.send().maxLength(message.type()));
        encode(message, dialect, out);
        out.flip();
        // Small messages may wait in a queue for long: they are not to hold on to the whole buffer.
        return out.limit() > out.capacity() / 2
                ? out
                : ByteBuffer.allocate(out.limit()).put(out).flip();
    }

    /**
     * Appends the message with its header to the buffer, an array's, up to its limit.
     *
     * @throws IllegalArgumentException when it is longer than the dialect or the buffer allows, which is our own fault
     */
    public static void encode(Message message, Dialect dialect, ByteBuffer out) {
        int start = out.position();
        int limit = out.limit();
        int most = dialect.send().maxLength(message.type());
        try {
            out.limit(Math.min(limit, start + most));
            MessageHeader.encode(message.type(), out);
            switch (message) {
                case Open open -> open.encodeBody(out);
                case Update update -> UpdateCodec.encodeBody(update, out, dialect);
                case Notification notification -> notification.encodeBody(out);
                case Keepalive unused -> {}
                case RouteRefresh refresh -> refresh.encodeBody(out);
            }
        } catch (BufferOverflowException e) {
            throw new IllegalArgumentException("a " + message.type() + " does not fit into " + most + " octets", e);
        } finally {
            out.limit(limit);
        }
        MessageHeader.putLength(out.position() - start, start, out);
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
