package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** NOTIFICATION: why the session ends (RFC 4271 section 4.5). */
public record Notification(int code, int subcode, Octets data) implements Message {
    public static final int HEADER_ERROR = 1;
    public static final int OPEN_ERROR = 2;
    public static final int UPDATE_ERROR = 3;
    public static final int HOLD_TIMER_EXPIRED = 4;
    public static final int FSM_ERROR = 5;
    public static final int CEASE = 6;

    /** RFC 4486: the operator has shut the session down. */
    public static final Notification SHUTDOWN = cease(2);
    /** RFC 4486: the peer was taken out of the configuration. */
    public static final Notification DE_CONFIGURED = cease(3);
    /** RFC 4486: the session starts anew on the operator's wish. */
    public static final Notification RESET = cease(4);
    /** RFC 4486: something else in the configuration of the peer changed. */
    public static final Notification CONFIGURATION_CHANGE = cease(6);
    /** RFC 4486: this connection lost against another to the same peer. */
    public static final Notification COLLISION = cease(7);

    private static final int MAX_SHOWN = 128;

    private static Notification cease(int subcode) {
        return new Notification(CEASE, subcode, Octets.EMPTY);
    }

    @Override
    public MessageType type() {
        return MessageType.NOTIFICATION;
    }

    void encodeBody(ByteBuffer out) {
        out.put((byte) code).put((byte) subcode);
        data.putTo(out);
    }

    static Notification decodeBody(ByteBuffer in) {
        int code = Byte.toUnsignedInt(in.get());
        int subcode = Byte.toUnsignedInt(in.get());
        return new Notification(code, subcode, Octets.take(in, in.remaining()));
    }

    /** For people: {@code Cease/Administrative Reset (6/4)}, with the peer's own words when it sent any (RFC 9003). */
    public String describe() {
        String said = communication();
        return NotificationNames.of(code, subcode) + (said.isEmpty() ? "" : ", saying \"" + said + "\"");
    }

    private String communication() {
        boolean carriesText = code == CEASE && (subcode == 2 || subcode == 4);
        if (!carriesText || data.length() < 2) {
            return "";
        }
        byte[] bytes = data.toArray();
        int length = Math.min(Math.min(Byte.toUnsignedInt(bytes[0]), bytes.length - 1), MAX_SHOWN);
        // The peer's text goes into logs and status: nothing that is not printable may pass.
        return new String(bytes, 1, length, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\p{Cf}\"]", "?");
    }
}
