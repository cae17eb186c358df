package io.routelb.redistribution.bgp.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** NOTIFICATION: why the session ends (RFC 4271 section 4.5). */
public record Notification(int code, int subcode, Octets data) implements Message {
    public static final int HEADER_ERROR = 1;
    public static final int OPEN_ERROR = 2;
    public static final int UPDATE_ERROR = 3;
    public static final int HOLD_TIMER_EXPIRED = 4;
    public static final int FSM_ERROR = 5;
    public static final int CEASE = 6;
    /** RFC 7313. */
    public static final int ROUTE_REFRESH_ERROR = 7;
    /** RFC 9687. */
    public static final int SEND_HOLD_TIMER_EXPIRED = 8;

    /** RFC 4486: the operator has shut the session down. */
    public static final Notification SHUTDOWN = cease(2).saying("RouteLB stops on this node");
    /** RFC 4486: the peer was taken out of the configuration. */
    public static final Notification DE_CONFIGURED = cease(3);
    /** RFC 4486: the session starts anew on the operator's wish. */
    public static final Notification RESET = cease(4).saying("the configuration of this session has changed");
    /** RFC 4486: the connection was taken and is not wanted. */
    public static final Notification CONNECTION_REJECTED = cease(5);
    /** RFC 4486: this connection lost against another to the same peer. */
    public static final Notification COLLISION = cease(7);
    /** RFC 9384: BFD has lost the path to the peer. */
    public static final Notification BFD_DOWN = cease(10);

    /** RFC 4486: the peer takes more than it may. */
    public static final Notification OUT_OF_RESOURCES = cease(8);

    private static final int HARD_RESET = 9;
    private static final int UNSUPPORTED_PARAMETER = 4;
    private static final int UNSUPPORTED_CAPABILITY = 7;
    private static final int MULTIPROTOCOL = 1;

    /** RFC 8203; RFC 9003 allows 255, which a peer of before it would take for an error. */
    private static final int MAX_SAID = 128;

    /** RFC 4486 section 4: the peer tells more prefixes of the family than {@code bound}. */
    public static Notification maximumPrefixes(AfiSafi family, int bound) {
        ByteBuffer data = ByteBuffer.allocate(7);
        family.encode(data);
        data.putInt(bound);
        return new Notification(CEASE, 1, Octets.of(data.array()));
    }

    private static Notification cease(int subcode) {
        return new Notification(CEASE, subcode, Octets.EMPTY);
    }

    /**
     * The same with words for the peer's operator, who finds them in its log (RFC 9003). For {@code Administrative Shutdown} and {@code
     * Administrative Reset} only.
     *
     * @param words 128 octets at most
     */
    private Notification saying(String words) {
        byte[] text = words.getBytes(StandardCharsets.UTF_8);
        if (!carriesWords() || text.length > MAX_SAID) {
            throw new IllegalArgumentException("such words cannot be said there: " + words);
        }
        byte[] octets = new byte[1 + text.length];
        octets[0] = (byte) text.length;
        System.arraycopy(text, 0, octets, 1, text.length);
        return new Notification(code, subcode, Octets.of(octets));
    }

    /**
     * The same as a Hard Reset (RFC 8538 section 3.1), after which the peer keeps no routes; for a peer both said to keep them over a
     * NOTIFICATION.
     */
    public Notification hard() {
        byte[] inner = data.toArray();
        byte[] octets = new byte[2 + inner.length];
        octets[0] = (byte) code;
        octets[1] = (byte) subcode;
        System.arraycopy(inner, 0, octets, 2, inner.length);
        return new Notification(CEASE, HARD_RESET, Octets.of(octets));
    }

    public boolean isHardReset() {
        return code == CEASE && subcode == HARD_RESET;
    }

    /** Whether the sender prefers another connection with us (RFC 4271 section 6.8). */
    public boolean isCollision() {
        return code == CEASE && subcode == COLLISION.subcode;
    }

    /**
     * Whether it says that the sender cannot do with our OPEN's optional parameters: Unsupported Optional Parameter, or Unsupported
     * Capability (RFC 5492 section 5) about anything but an address family, which none of ours would be instead.
     */
    public boolean refusesCapabilities() {
        boolean aboutFamily = data.length() > 0 && data.toArray()[0] == MULTIPROTOCOL;
        return code == OPEN_ERROR
                && (subcode == UNSUPPORTED_PARAMETER || (subcode == UNSUPPORTED_CAPABILITY && !aboutFamily));
    }

    private boolean carriesWords() {
        return code == CEASE && (subcode == 2 || subcode == 4);
    }

    @Override
    public MessageType type() {
        return MessageType.NOTIFICATION;
    }

    void encodeBody(ByteBuffer out) {
        out.put((byte) code).put((byte) subcode);
        // A peer that may send longer messages than it takes must not make us exceed what it takes.
        data.putTo(out, Math.min(data.length(), out.remaining()));
    }

    static Notification decodeBody(ByteBuffer in) {
        int code = Byte.toUnsignedInt(in.get());
        int subcode = Byte.toUnsignedInt(in.get());
        return new Notification(code, subcode, Octets.take(in, in.remaining()));
    }

    /** For people: {@code Cease/Administrative Reset (6/4)}, with the peer's own words when it sent any (RFC 9003). */
    public String describe() {
        // Once only: a peer could nest them as deep as a message is long.
        return isHardReset() && data.length() >= 2 ? "Hard Reset (6/9) for " + inner().words() : words();
    }

    private String words() {
        String said = communication();
        return NotificationNames.of(code, subcode) + (said.isEmpty() ? "" : ", saying \"" + said + "\"");
    }

    /** What a Hard Reset carries (RFC 8538 section 3.1). */
    private Notification inner() {
        byte[] octets = data.toArray();
        return new Notification(
                Byte.toUnsignedInt(octets[0]),
                Byte.toUnsignedInt(octets[1]),
                Octets.of(Arrays.copyOfRange(octets, 2, octets.length)));
    }

    private String communication() {
        if (!carriesWords() || data.length() < 2) {
            return "";
        }
        byte[] bytes = data.toArray();
        int length = Math.min(Byte.toUnsignedInt(bytes[0]), bytes.length - 1);
        return Octets.of(Arrays.copyOfRange(bytes, 1, 1 + length)).printable();
    }
}
