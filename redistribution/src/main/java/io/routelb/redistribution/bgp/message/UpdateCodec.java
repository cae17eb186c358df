package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of an UPDATE. Reading follows RFC 7606: what can be survived is, and stands in {@link Update#faults}; an UPDATE whose
 * routes must count as withdrawn comes out as one that withdraws them.
 */
final class UpdateCodec {
    private final List<PathAttribute> attributes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private boolean treatAsWithdraw;

    private UpdateCodec() {}

    static void encodeBody(Update update, ByteBuffer out, Dialect dialect) {
        int start = out.position();
        out.putShort((short) 0);
        update.withdrawn().encode(IpFamily.IPV4, out, dialect.send());
        out.putShort(start, (short) (out.position() - start - 2));
        int attributesStart = out.position();
        out.putShort((short) 0);
        AttributeCodec.encode(update.attributes(), out, dialect);
        out.putShort(attributesStart, (short) (out.position() - attributesStart - 2));
        update.announced().encode(IpFamily.IPV4, out, dialect.send());
    }

    static Update decodeBody(ByteBuffer in, Dialect dialect) throws BgpException {
        ByteBuffer withdrawnField = field(in, "withdrawn routes");
        ByteBuffer attributesField = field(in, "path attributes");
        Nlri withdrawn = Nlri.decode(IpFamily.IPV4, withdrawnField, dialect.receive());
        Nlri announced = Nlri.decode(IpFamily.IPV4, in, dialect.receive());
        UpdateCodec reading = new UpdateCodec();
        reading.attributes(attributesField, dialect);
        return reading.result(withdrawn, announced);
    }

    /** RFC 4271 section 6.3: lengths that exceed the message are a malformed attribute list. */
    private static ByteBuffer field(ByteBuffer in, String name) throws BgpException {
        int length = in.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw BgpException.reset(
                    Notification.UPDATE_ERROR, 1, Octets.EMPTY, "the " + name + " of an UPDATE are cut off");
        }
        ByteBuffer field = in.slice(in.position(), length);
        in.position(in.position() + length);
        return field;
    }

    private void attributes(ByteBuffer in, Dialect dialect) throws BgpException {
        while (in.hasRemaining()) {
            int flags = Byte.toUnsignedInt(in.get());
            boolean extended = (flags & PathAttribute.EXTENDED_LENGTH) != 0;
            if (in.remaining() < (extended ? 3 : 2)) {
                overrun();
                return;
            }
            int code = Byte.toUnsignedInt(in.get());
            int length = extended ? Short.toUnsignedInt(in.getShort()) : Byte.toUnsignedInt(in.get());
            if (length > in.remaining()) {
                overrun();
                return;
            }
            attribute(flags, code, in.slice(in.position(), length), dialect);
            in.position(in.position() + length);
        }
    }

    /** RFC 7606 section 4: the routes in the message's own field can still be told, so they are withdrawn. */
    private void overrun() {
        treatAsWithdraw = true;
        faults.add("a path attribute is cut off");
    }

    private void attribute(int flags, int code, ByteBuffer value, Dialect dialect) throws BgpException {
        if (!seen.add(code)) {
            // RFC 7606 section 3 (g): the first counts, except where two would name two sets of routes.
            if (code == MpReach.TYPE.code() || code == MpUnreach.TYPE.code()) {
                throw BgpException.reset(
                        Notification.UPDATE_ERROR, 1, Octets.EMPTY, "attribute " + code + " stands twice in an UPDATE");
            }
            faults.add("attribute " + code + " stands twice");
            return;
        }
        try {
            attributes.add(AttributeCodec.decode(flags, code, value, dialect));
        } catch (BgpException e) {
            if (e.scope() == BgpException.Scope.SESSION_RESET) {
                throw e;
            }
            treatAsWithdraw |= e.scope() == BgpException.Scope.TREAT_AS_WITHDRAW;
            faults.add(e.sentence());
        }
    }

    private Update result(Nlri withdrawn, Nlri announced) {
        boolean reaches = attributes.stream().anyMatch(MpReach.class::isInstance);
        requireIf(!announced.isEmpty() || reaches, Origin.TYPE);
        requireIf(!announced.isEmpty() || reaches, AsPath.TYPE);
        requireIf(!announced.isEmpty(), NextHop.TYPE);
        if (!treatAsWithdraw) {
            return new Update(withdrawn, attributes, announced, Set.of(), faults);
        }
        Map<IpFamily, Nlri> gone = new EnumMap<>(IpFamily.class);
        gone.put(IpFamily.IPV4, withdrawn.and(announced));
        for (PathAttribute attribute : attributes) {
            if (attribute instanceof MpReach reach) {
                gone.merge(reach.family(), reach.announced(), Nlri::and);
            } else if (attribute instanceof MpUnreach unreach) {
                gone.merge(unreach.family(), unreach.withdrawn(), Nlri::and);
            }
        }
        Nlri goneV6 = gone.getOrDefault(IpFamily.IPV6, Nlri.NONE);
        List<PathAttribute> left = goneV6.isEmpty() ? List.of() : List.of(new MpUnreach(IpFamily.IPV6, goneV6));
        return new Update(gone.getOrDefault(IpFamily.IPV4, Nlri.NONE), left, Nlri.NONE, Set.of(), faults);
    }

    /** RFC 7606 section 3 (d): a route without a mandatory attribute counts as withdrawn. */
    private void requireIf(boolean mandatory, AttributeType type) {
        if (mandatory && !seen.contains(type.code())) {
            treatAsWithdraw = true;
            faults.add(type.name() + " is missing");
        }
    }
}
