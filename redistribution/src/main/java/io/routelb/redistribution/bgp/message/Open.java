package io.routelb.redistribution.bgp.message;

import inet.ipaddr.ipv4.IPv4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * OPEN (RFC 4271 section 4.2). Whether its values are acceptable is for the session to judge; here only the form is.
 *
 * @param myAs the 2-octet field, {@link #AS_TRANS} when the AS does not fit
 * @param holdSeconds proposed hold time
 */
public record Open(int myAs, int holdSeconds, IPv4Address routerId, List<Capability> capabilities) implements Message {
    /** RFC 6793 section 9: stands for an AS number that needs 4 octets. */
    public static final int AS_TRANS = 23456;

    private static final int VERSION = 4;
    private static final int CAPABILITIES_PARAMETER = 2;
    private static final int EXTENDED = 255;

    public Open {
        capabilities = List.copyOf(capabilities);
    }

    @Override
    public MessageType type() {
        return MessageType.OPEN;
    }

    /** The sender's AS: the 4-octet capability's when there is one, else the field's. May be 0, which is for the session to refuse. */
    public long asn() {
        List<Capability.FourOctetAs> full = capabilities(Capability.FourOctetAs.class);
        return full.isEmpty() ? myAs : full.getFirst().asn();
    }

    public boolean fourOctetAs() {
        return offers(Capability.FourOctetAs.class);
    }

    public boolean routeRefresh() {
        return offers(Capability.Refresh.class);
    }

    /** Whether there is a capability of the kind. */
    public boolean offers(Class<? extends Capability> kind) {
        return capabilities.stream().anyMatch(kind::isInstance);
    }

    /** The capabilities of the kind; a peer may send one several times. */
    public <T extends Capability> List<T> capabilities(Class<T> kind) {
        return capabilities.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Families offered; IPv4 unicast alone when the sender knows no multiprotocol extensions (RFC 4760 section 8). */
    public Set<AfiSafi> families() {
        Set<AfiSafi> offered = capabilities(Capability.MultiProtocol.class).stream()
                .map(Capability.MultiProtocol::family)
                .collect(Collectors.toUnmodifiableSet());
        return offered.isEmpty() ? Set.of(AfiSafi.IPV4_UNICAST) : offered;
    }

    void encodeBody(ByteBuffer out) {
        out.put((byte) VERSION).putShort((short) myAs).putShort((short) holdSeconds);
        out.put(routerId.getBytes());
        ByteBuffer values = ByteBuffer.allocate(MessageHeader.MAX_LENGTH);
        for (Capability capability : capabilities) {
            int start = values.position();
            values.put((byte) capability.code()).put((byte) 0);
            capability.encodeValue(values);
            values.put(start + 1, (byte) (values.position() - start - 2));
        }
        int length = values.flip().remaining();
        if (length == 0) {
            out.put((byte) 0);
        } else if (length + 2 < EXTENDED) {
            out.put((byte) (length + 2)).put((byte) CAPABILITIES_PARAMETER).put((byte) length);
        } else {
            // RFC 9072 section 2: more than 255 octets of parameters.
            out.put((byte) EXTENDED).put((byte) EXTENDED).putShort((short) (length + 3));
            out.put((byte) CAPABILITIES_PARAMETER).putShort((short) length);
        }
        out.put(values);
    }

    static Open decodeBody(ByteBuffer in) throws BgpException {
        int version = Byte.toUnsignedInt(in.get());
        if (version != VERSION) {
            // RFC 4271 section 6.2: the data are the highest version we speak, as 2 octets.
            throw BgpException.reset(
                    Notification.OPEN_ERROR, 1, Octets.of((byte) 0, (byte) VERSION), "the peer speaks BGP-" + version);
        }
        int myAs = Short.toUnsignedInt(in.getShort());
        int hold = Short.toUnsignedInt(in.getShort());
        IPv4Address routerId = new IPv4Address(in.getInt());
        return new Open(myAs, hold, routerId, parameters(in));
    }

    private static List<Capability> parameters(ByteBuffer in) throws BgpException {
        int length = Byte.toUnsignedInt(in.get());
        // RFC 9072 section 2: the first parameter's type 255 marks the extended layout.
        boolean extended = length != 0 && in.hasRemaining() && Byte.toUnsignedInt(in.get(in.position())) == EXTENDED;
        if (extended) {
            in.get();
            length = in.remaining() < 2 ? -1 : Short.toUnsignedInt(in.getShort());
        }
        if (length != in.remaining()) {
            throw malformed("the length of the OPEN's optional parameters does not fit the message");
        }
        List<Capability> found = new ArrayList<>();
        while (in.hasRemaining()) {
            int parameter = Byte.toUnsignedInt(in.get());
            if (in.remaining() < (extended ? 2 : 1)) {
                throw malformed("an optional parameter of the OPEN is cut off");
            }
            int size = extended ? Short.toUnsignedInt(in.getShort()) : Byte.toUnsignedInt(in.get());
            if (size > in.remaining()) {
                throw malformed("an optional parameter of the OPEN is cut off");
            }
            if (parameter != CAPABILITIES_PARAMETER) {
                throw BgpException.reset(
                        Notification.OPEN_ERROR, 4, Octets.EMPTY, "optional parameter " + parameter + " is unknown");
            }
            capabilities(in.slice(in.position(), size), found);
            in.position(in.position() + size);
        }
        return found;
    }

    private static void capabilities(ByteBuffer in, List<Capability> found) throws BgpException {
        while (in.hasRemaining()) {
            int code = Byte.toUnsignedInt(in.get());
            int size = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : Integer.MAX_VALUE;
            if (size > in.remaining()) {
                throw malformed("capability " + code + " of the OPEN is cut off");
            }
            found.add(CapabilityCodec.decode(code, in.slice(in.position(), size)));
            in.position(in.position() + size);
        }
    }

    private static BgpException malformed(String sentence) {
        return BgpException.reset(Notification.OPEN_ERROR, 0, Octets.EMPTY, sentence);
    }
}
