package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of an UPDATE. Reading follows RFC 7606: what can be survived is, and stands in {@link Update#faults}; an UPDATE whose
 * routes must count as withdrawn comes out as one that withdraws them.
 */
final class UpdateCodec {
    private static final int MAX_FAULTS = 16;

    private final List<PathAttribute> attributes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private final Set<IpFamily> disabled = EnumSet.noneOf(IpFamily.class);
    /** The first error that makes the routes count as withdrawn. */
    private @Nullable BgpException withdrawing;

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
            throw malformedList("the " + name + " of an UPDATE are cut off");
        }
        ByteBuffer field = in.slice(in.position(), length);
        in.position(in.position() + length);
        return field;
    }

    private static BgpException malformedList(String sentence) {
        return BgpException.reset(Notification.UPDATE_ERROR, 1, Octets.EMPTY, sentence);
    }

    private void attributes(ByteBuffer in, Dialect dialect) throws BgpException {
        while (in.hasRemaining()) {
            int flags = Byte.toUnsignedInt(in.get());
            boolean extended = (flags & PathAttribute.EXTENDED_LENGTH) != 0;
            int code = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
            int octets = extended ? 2 : 1;
            int length = Integer.MAX_VALUE;
            if (in.remaining() >= octets) {
                length = extended ? Short.toUnsignedInt(in.getShort()) : Byte.toUnsignedInt(in.get());
            }
            if (length > in.remaining()) {
                cutOff(code, in);
                return;
            }
            attribute(flags, code, in.slice(in.position(), length), dialect);
            in.position(in.position() + length);
        }
    }

    /** RFC 7606 section 4: the routes in the message's own field can still be told, those of an MP attribute cannot (section 3 j). */
    private void cutOff(int code, ByteBuffer rest) throws BgpException {
        String sentence = "path attribute " + code + " is cut off";
        if (code == AttributeType.MP_REACH_NLRI.code() || code == AttributeType.MP_UNREACH_NLRI.code()) {
            if (seen.get(code)) {
                second(code);
            }
            survive(MpReach.unreadable(rest, sentence));
        }
        seen.set(code);
        survive(malformedList(sentence).withScope(BgpException.Scope.TREAT_AS_WITHDRAW));
    }

    private void attribute(int flags, int code, ByteBuffer value, Dialect dialect) throws BgpException {
        try {
            if (seen.get(code)) {
                second(code);
            } else {
                seen.set(code);
                AttributeCodec.decode(flags, code, value, dialect).ifPresent(attributes::add);
            }
        } catch (BgpException e) {
            survive(e);
        }
    }

    /** RFC 7606 section 3 (g). A message can hold more than a thousand: what is dropped and not told any more costs nothing. */
    private void second(int code) throws BgpException {
        BgpException.Scope verdict =
                AttributeType.of(code).map(AttributeType::onSecond).orElse(BgpException.Scope.ATTRIBUTE_DISCARD);
        if (verdict != BgpException.Scope.ATTRIBUTE_DISCARD || faults.size() < MAX_FAULTS) {
            survive(malformedList("attribute " + code + " stands twice in an UPDATE")
                    .withScope(verdict));
        }
    }

    /** Takes note of an error; the strongest of several counts (RFC 7606 section 3 h). */
    private void survive(BgpException e) throws BgpException {
        switch (e.scope()) {
            case ATTRIBUTE_DISCARD -> {}
            case TREAT_AS_WITHDRAW -> withdrawing = withdrawing == null ? e : withdrawing;
            case FAMILY_DISABLE -> e.family().ifPresent(disabled::add);
            case SESSION_RESET -> throw e;
        }
        if (faults.size() < MAX_FAULTS) {
            faults.add(e.sentence());
        }
    }

    private Update result(Nlri withdrawn, Nlri announced) throws BgpException {
        Optional<MpReach> reach = attributes.stream()
                .filter(MpReach.class::isInstance)
                .map(MpReach.class::cast)
                .findFirst();
        boolean announces = !announced.isEmpty()
                || reach.filter(each -> !each.announced().isEmpty()).isPresent();
        require(announces, AttributeType.ORIGIN);
        require(announces, AttributeType.AS_PATH);
        require(!announced.isEmpty(), AttributeType.NEXT_HOP);
        BgpException error = withdrawing;
        if (error == null) {
            return new Update(withdrawn, TwoOctetAs.merge(attributes), announced, disabled, faults);
        }
        // Of a family that is disabled or that nobody carries: its routes are of no account.
        boolean elsewhere = seen.get(AttributeType.MP_REACH_NLRI.code()) && reach.isEmpty();
        if (!announces && !elsewhere && !isOnly(AttributeType.MP_UNREACH_NLRI)) {
            // RFC 7606 section 5.2: attributes of routes, but no routes; which ones they were cannot be told.
            throw error.withScope(BgpException.Scope.SESSION_RESET);
        }
        return withdrawal(withdrawn.and(announced));
    }

    private boolean isOnly(AttributeType type) {
        return seen.cardinality() == 1 && seen.get(type.code());
    }

    private Update withdrawal(Nlri ownFields) {
        Map<IpFamily, Nlri> gone = new EnumMap<>(IpFamily.class);
        gone.put(IpFamily.IPV4, ownFields);
        for (PathAttribute attribute : attributes) {
            if (attribute instanceof MpReach reach) {
                gone.merge(reach.family(), reach.announced(), Nlri::and);
            } else if (attribute instanceof MpUnreach unreach) {
                gone.merge(unreach.family(), unreach.withdrawn(), Nlri::and);
            }
        }
        Nlri goneV6 = gone.getOrDefault(IpFamily.IPV6, Nlri.NONE);
        List<PathAttribute> left = goneV6.isEmpty() ? List.of() : List.of(new MpUnreach(IpFamily.IPV6, goneV6));
        return new Update(gone.getOrDefault(IpFamily.IPV4, Nlri.NONE), left, Nlri.NONE, disabled, faults);
    }

    /** RFC 7606 section 3 (d): a route without a mandatory attribute counts as withdrawn. */
    private void require(boolean mandatory, AttributeType type) throws BgpException {
        if (mandatory && !seen.get(type.code())) {
            survive(BgpException.update(
                    BgpException.Scope.TREAT_AS_WITHDRAW,
                    3,
                    Octets.of((byte) type.code()),
                    type.name() + " is missing"));
        }
    }
}
